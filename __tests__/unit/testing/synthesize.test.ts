import { Tag } from '@cdktf/provider-digitalocean/lib/tag';
import { Annotations, Aspects, TerraformStack, Testing } from 'cdktf';
import { problemsOf, resources, synthesize, testStack, warningsOf } from '../../../testing';

const withProblem = (stack: TerraformStack) => {
  new Tag(stack, 'tag', { name: 'a' }).node.addValidation({ validate: () => ["'name' must be longer, got 'a'"] });
};

test('gives the configuration of a stack, or of what a function puts into one with the providers', () => {
  const stack = testStack();
  new Tag(stack, 'tag', { name: 'a' });
  const made = synthesize((empty) => void new Tag(empty, 'tag', { name: 'a' }));
  expect(made.configuration.resource).toEqual({ digitalocean_tag: { tag: { name: 'a' } } });
  expect(synthesize(stack).configuration).toEqual(made.configuration);
  expect(Object.keys(made.configuration.provider)).toEqual(['cloudflare', 'digitalocean', 'random', 'tls']);
});

test('an empty stack has empty parts, not missing ones', () => {
  const { configuration } = synthesize(new TerraformStack(Testing.app(), 'empty'));
  expect(configuration).toEqual({ resource: {}, data: {}, locals: {}, variable: {}, output: {}, provider: {} });
});

test('applies aspects before it validates', () => {
  const stack = testStack();
  const tag = new Tag(stack, 'tag', { name: 'a' });
  Aspects.of(stack).add({ visit: (one) => void (one === tag && (tag.name = 'changed')) });
  tag.node.addValidation({ validate: () => (tag.name === '' || tag.nameInput === 'changed' ? ['aspects first'] : []) });
  expect(problemsOf(stack)).toEqual(['[test/tag] aspects first']);
});

test('throws all problems with the remedy', () => {
  expect(() => synthesize(withProblem)).toThrow(
    "The stack 'test' has a problem:\n  [test/tag] 'name' must be longer, got 'a'\nMend the props that are named, or expect the problems with problemsOf().",
  );
});

test('takes an error annotation for a problem, as synth does, and a warning for none', () => {
  const annotated = (stack: TerraformStack) => {
    Annotations.of(stack).addError('no backup');
    Annotations.of(stack).addWarning('no standby');
  };
  expect(problemsOf(annotated)).toEqual(['[test] no backup']);
  expect(warningsOf(annotated)).toEqual(['[test] no standby']);
});

test('a mistake in a construct is no validation problem: it is thrown as it is', () => {
  const broken = (stack: TerraformStack) => {
    const tag = new Tag(stack, 'tag', { name: 'a' });
    tag.toTerraform = () => {
      throw new TypeError('a mistake');
    };
  };
  expect(() => problemsOf(broken)).toThrow(TypeError);
});

test('a result can be passed on: it is not synthesized again', () => {
  let visits = 0;
  const stack = testStack();
  Aspects.of(stack).add({ visit: (one) => void (one === stack && visits++) });
  const once = synthesize(stack);
  expect(synthesize(once)).toBe(once);
  expect(resources(once, 'digitalocean_tag')).toEqual([]);
  expect(visits).toBe(1);
});

test('gives resources of a type in the order of their names', () => {
  const names = resources(
    (stack) => ['c', 'a', 'b'].forEach((name) => new Tag(stack, name, { name })),
    'digitalocean_tag',
  );
  expect(names).toEqual([{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
});
