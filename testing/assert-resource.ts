import { differences } from './differences';
import { synthesize, type StackSource } from './synthesize';
import type { Attributes, SynthesizedStack } from './synthesized-stack';

/**
 * Asserts that some resource of the type has all these attributes; of objects in them, and of lists' elements, only what is
 * named is compared. For any test runner.
 * @throws Error that names the nearest resource and where it differs.
 * @example
 * import type { TerraformStack } from 'cdktf';
 * import { PrivateNetwork } from 'cdktf-web-infrastructure';
 * import { assertResource } from 'cdktf-web-infrastructure/testing';
 *
 * const [ipRange, domain, zoneId] = ['10.20.0.0/20', 'int.foobar.com', '0123456789abcdef0123456789abcdef'];
 * const shop = (stack: TerraformStack) => new PrivateNetwork(stack, 'network', { region: 'fra1', ipRange, domain, zoneId });
 * assertResource(shop, 'digitalocean_vpc', { region: 'fra1' });
 */
export function assertResource(source: StackSource, type: string, expected: Attributes): void {
  const stack = synthesize(source);
  const candidates = compare(stack, type, expected);
  if (candidates.length === 0) throw new Error(`${noneOf(stack, type)} (correct the type, or make one).`);
  const [nearest] = candidates;
  if (nearest!.differences.length === 0) return;
  throw new Error(
    `None of ${candidates.length} '${type}' has what is expected. The nearest, ${nearest!.path}, differs in\n` +
      nearest!.differences.map((line) => `  ${line}`).join('\n') +
      '\nCorrect the expectation, or the props that the resource is made from.',
  );
}

/**
 * Asserts that no resource of the type has all these attributes; without attributes, that there is none.
 * @throws Error that names the resources that have them.
 */
export function assertNoResource(source: StackSource, type: string, unwanted: Attributes = {}): void {
  const stack = synthesize(source);
  const found = compare(stack, type, unwanted).filter((one) => one.differences.length === 0);
  if (found.length === 0) return;
  throw new Error(
    `There must be no such '${type}', yet there ${found.length === 1 ? 'is one' : `are ${found.length}`}: ` +
      `${found.map(({ path }) => path).join(', ')} (take it out, or expect less of what must not be).`,
  );
}

/**
 * Asserts that there are so many resources of the type.
 * @throws Error that names those that there are.
 */
export function assertResourceCount(source: StackSource, type: string, expected: number): void {
  const stack = synthesize(source);
  const paths = compare(stack, type, {}).map(({ path }) => path);
  if (paths.length === expected) return;
  const found = paths.length === 0 ? noneOf(stack, type) : `There are ${paths.length}: ${paths.sort().join(', ')}`;
  throw new Error(
    `'${type}' must be there ${expected} times. ${found} (correct the number, or the props that decide it).`,
  );
}

interface Candidate {
  readonly path: string;
  readonly differences: readonly string[];
}

/** The nearest first. */
function compare(stack: SynthesizedStack, type: string, expected: Attributes): Candidate[] {
  return Object.entries(stack.configuration.resource[type] ?? {})
    .map(([name, attributes]) => ({ path: stack.pathOf(name), differences: differences(expected, attributes) }))
    .sort((a, b) => a.differences.length - b.differences.length || a.path.localeCompare(b.path));
}

function noneOf(stack: SynthesizedStack, type: string): string {
  const types = Object.keys(stack.configuration.resource).sort();
  return `The stack '${stack.name}' has no '${type}'; it has ${types.join(', ') || 'no resources at all'}`;
}
