import { AnnotationMetadataEntryType, TerraformElement, TerraformStack, Testing } from 'cdktf';
import { SynthesizedStack, type Attributes, type TerraformConfiguration } from './synthesized-stack';
import { testStack } from './test-stack';

/**
 * A stack; or a function that puts constructs into an empty stack with the package's providers; or what `synthesize()` gave.
 * Each synthesis of a stack applies its aspects: where one of them must run only once, synthesize once and pass the result on.
 */
export type StackSource = TerraformStack | ((stack: TerraformStack) => void) | SynthesizedStack;

/**
 * Synthesizes as `cdktf synth` does: aspects applied, validations on, errors of annotations too (cdktf's own `Testing.synth(stack)`
 * skips the last two).
 * @throws Error with all problems at once.
 */
export function synthesize(source: StackSource): SynthesizedStack {
  if (source instanceof SynthesizedStack) return source;
  const stack = stackOf(source);
  const { json, problems } = attempt(stack);
  if (json === undefined || problems.length > 0) {
    throw new Error(
      `The stack '${stack.node.id}' has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n` +
        problems.map((problem) => `  ${problem}`).join('\n') +
        '\nMend the props that are named, or expect the problems with problemsOf().',
    );
  }
  const configuration = JSON.parse(json) as Partial<TerraformConfiguration>;
  const { resource = {}, data = {}, locals = {}, variable = {}, output = {}, provider = {} } = configuration;
  return new SynthesizedStack(stack.node.id, { resource, data, locals, variable, output, provider }, pathsIn(stack));
}

/** What synth refuses, one line a problem, such as `[test/site] 'domain' must ...`; empty when it accepts the stack. */
export function problemsOf(source: TerraformStack | ((stack: TerraformStack) => void)): readonly string[] {
  return attempt(stackOf(source)).problems;
}

/** What synth warns of, one line a warning. */
export function warningsOf(source: TerraformStack | ((stack: TerraformStack) => void)): readonly string[] {
  const stack = stackOf(source);
  attempt(stack);
  return annotations(stack, AnnotationMetadataEntryType.WARN);
}

/** Attributes of all resources of a type, in the order of their names. */
export function resources(source: StackSource, type: string): readonly Attributes[] {
  return Object.entries(synthesize(source).configuration.resource[type] ?? {})
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([, attributes]) => attributes);
}

function stackOf(source: TerraformStack | ((stack: TerraformStack) => void)): TerraformStack {
  if (TerraformStack.isStack(source)) return source;
  const stack = testStack();
  source(stack);
  return stack;
}

/** The configuration, or the reasons why there is none. */
function attempt(stack: TerraformStack): { json?: string; problems: string[] } {
  let json: string;
  try {
    json = Testing.synth(stack, true);
  } catch (error) {
    const problems = stack.node
      .findAll()
      .flatMap(({ node }) => node.validate().map((problem) => `[${node.path}] ${problem}`));
    // Not a validation's: a mistake of the caller's, or of ours.
    if (problems.length === 0) throw error;
    return { problems };
  }
  return { json, problems: annotations(stack, AnnotationMetadataEntryType.ERROR) };
}

function annotations(stack: TerraformStack, type: AnnotationMetadataEntryType): string[] {
  return stack.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata.filter((entry) => entry.type === String(type)).map(({ data }) => `[${node.path}] ${String(data)}`),
    );
}

function pathsIn(stack: TerraformStack): Map<string, string> {
  const elements = stack.node.findAll().filter((one) => TerraformElement.isTerraformElement(one));
  return new Map(elements.map((one) => [one.friendlyUniqueId, pathIn(stack, one)]));
}

/** `Resource` is what the main child of a construct is called: cdktf leaves it out of names, too. */
function pathIn(stack: TerraformStack, { node }: TerraformElement): string {
  const ids = node.scopes.slice(stack.node.scopes.length).map((scope) => scope.node.id);
  return ids.filter((id) => id !== 'Resource').join('/');
}
