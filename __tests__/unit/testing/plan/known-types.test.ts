import { App, Testing, type TerraformStack } from 'cdktf';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { environments } from '../../../../environments';
import { WebStack } from '../../../../stacks/web-stack';
import { classifyPlan, synthesize, type StackSource } from '../../../../testing';
import { change, planOf } from './change';

const EXAMPLES = join(__dirname, '../../../../examples');

function* sources(): Generator<StackSource> {
  for (const file of readdirSync(EXAMPLES)) {
    const [example] = Object.values(
      jest.requireActual<Record<string, (stack: TerraformStack) => void>>(join(EXAMPLES, file)),
    );
    yield example!;
  }
  for (const [name, environment] of Object.entries(environments)) {
    yield new WebStack(Testing.stubVersion(new App({ stackTraces: false })), name, environment);
  }
}

test('whatever the environments and examples make, a rule knows what it means to destroy it', () => {
  const types = new Set([...sources()].flatMap((source) => Object.keys(synthesize(source).configuration.resource)));
  expect(types.size).toBeGreaterThan(15);
  const ruleOf = (type: string) => classifyPlan(planOf(change(type, 'destroy'))).changes[0]!.rule;
  expect([...types].filter((type) => ruleOf(type) === 'unknown-destroyed')).toEqual([]);
});
