import type { Command } from 'commander';

/**
 * `app run production -- env` is `app production run -- env`: what stands before `--` there can only be the stack.
 */
function beforeVerb(command: Command, argv: readonly string[], verb: number): readonly string[] {
  const one = command.commands.find((sub) => sub.name() === argv[verb])!;
  const [word, end] = [positional(one, argv, verb + 1), argv.indexOf('--')];
  if (word >= end || !hasStack(command)) return argv;
  return [...argv.slice(0, verb), '--stack', argv[word]!, ...argv.slice(verb, word), ...argv.slice(word + 1)];
}

/**
 * `mysql production status`: commander has no argument before a subcommand, so the stack becomes an option. Everything else stays as it is
 * typed; a stack that has the name of a subcommand needs `--stack`.
 */
export function stackAsOption(program: Command, argv: readonly string[]): readonly string[] {
  const first = positional(program, argv, 0);
  const command = program.commands.find((one) => one.name() === argv[first]);
  if (!command || command.commands.length === 0) return argv;
  const second = positional(command, argv, first + 1);
  const word = argv[second];
  if (word === undefined || word === 'help') return argv;
  if (command.commands.some((one) => one.name() === word)) return beforeVerb(command, argv, second);
  if (!hasStack(command)) return argv;
  return [...argv.slice(0, second), '--stack', word, ...argv.slice(second + 1)];
}

function hasStack(command: Command): boolean {
  return command.options.some(({ long }) => long === '--stack');
}

/** Index of the first argument from `start` on that is no option, and no option's value. */
function positional(command: Command, argv: readonly string[], start: number): number {
  let i = start;
  while (i < argv.length && argv[i]!.startsWith('-') && argv[i] !== '--') {
    const option = command.options.find(({ long, short }) => argv[i] === long || argv[i] === short);
    i += option?.required ? 2 : 1;
  }
  return i;
}
