import type { Command } from 'commander';

/** What may stand where the last of `words` stands: `word<Tab>description`, or the word alone. */
export function candidates(
  program: Command,
  words: readonly string[],
  stackNames: () => readonly string[],
): readonly string[] {
  const [begun, done] = [words.at(-1) ?? '', words.slice(0, -1)];
  const { command, takesStack, value } = place(program, done);
  const stacks = () => tryNames(stackNames);
  if (value) return matching(value === '--stack' ? stacks() : [], begun);
  if (begun.startsWith('-')) return matching(optionsOf(command), begun);
  const subcommands = command.commands
    .filter((one) => !isHidden(one))
    .map((one) => `${one.name()}\t${one.summary() || one.description()}`);
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  return matching([...subcommands, ...choices, ...(takesStack ? stacks() : [])], begun);
}

/** The command that the words lead to, whether its stack is still to come, and the option whose value comes next. */
function place(program: Command, words: readonly string[]) {
  let command = program;
  let takesStack = false;
  let value: string | undefined;
  for (const word of words) {
    const option = lineage(command)
      .flatMap((one) => one.options)
      .find(({ long, short }) => word === long || word === short);
    const next = command.commands.find((one) => one.name() === word);
    if (value) value = undefined;
    else if (option) value = option.required ? (option.long ?? undefined) : undefined;
    else if (next) {
      command = next;
      takesStack = command.options.some(({ long }) => long === '--stack');
    } else takesStack = false;
  }
  return { command, takesStack, value };
}

/** The command and those that it belongs to: their options may stand after it, too. */
function lineage(command: Command): readonly Command[] {
  return command.parent ? [command, ...lineage(command.parent)] : [command];
}

function optionsOf(command: Command): readonly string[] {
  const own = lineage(command).flatMap((one) => one.options.map(({ long, description }) => `${long}\t${description}`));
  return [...own, '--help\tshow help'];
}

function matching(words: readonly string[], begun: string): readonly string[] {
  return words.filter((word) => word.startsWith(begun));
}

function isHidden(command: Command): boolean {
  return (command as unknown as { _hidden?: boolean })._hidden === true;
}

/** Before the first synth there are none. */
function tryNames(stackNames: () => readonly string[]): readonly string[] {
  try {
    return stackNames();
  } catch {
    return [];
  }
}
