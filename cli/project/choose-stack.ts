import { printableLine } from '../../host/terminal';
import type { SynthesizedStack } from './synthesized-stack';

/** The stack that is named, or the only one. */
export function chooseStack(stacks: readonly SynthesizedStack[], name: string | undefined): SynthesizedStack {
  const names = stacks.map((stack) => stack.name).join(', ') || 'none';
  if (name === undefined) {
    if (stacks.length === 1) return stacks[0]!;
    throw new Error(`name one of the stacks: ${names}`);
  }
  const found = stacks.find((stack) => stack.name === name);
  if (!found) throw new Error(`there is no stack '${printableLine(name)}': there are ${names}`);
  return found;
}
