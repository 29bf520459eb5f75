import { Command, InvalidArgumentError } from 'commander';
import type { SiteSelection } from './project/find-site';

/** The program's name, in usage lines and before errors. */
export const PROGRAM = 'cdktf-web-infrastructure';

export interface Help {
  /** One line, for the list of commands. */
  readonly summary: string;
  /** What more there is to say. @default none */
  readonly detail?: string;
  /** Command lines without the program's name, and what they do. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  /** What exit code 1 means. @default the command has no such case */
  readonly finding?: string;
}

/** Summary, examples and exit codes, in the same places for each command. */
export function withHelp(command: Command, { summary, detail, examples, finding }: Help): Command {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, does]) => `  $ ${PROGRAM} ${line.padEnd(width)}   ${does}`);
  const codes = [
    '  0  done' + (finding ? ', and nothing is wrong' : ''),
    ...(finding ? [`  1  ${finding}`] : []),
    '  2  not done: wrong arguments, not deployed, not reachable',
  ];
  return command
    .summary(summary)
    .description([summary.charAt(0).toUpperCase() + summary.slice(1) + '.', ...(detail ? ['', detail] : [])].join('\n'))
    .addHelpText('after', ['', 'Examples:', ...lines, '', 'Exit codes:', ...codes].join('\n'));
}

/** The stack comes first, or by `--stack`. */
export function onStack(command: Command): Command {
  return command.option('--stack <name>', 'the stack, in place of the first argument (default: the only one)');
}

/** As `onStack`, for what works on the nodes of one site. */
export function onSite(command: Command): Command {
  return onStack(command).option('--site <domain>', 'the site, where the stack has several');
}

export interface StackOption {
  readonly stack?: string;
}

/** The stack by argument or option. */
export function stackOf(argument: string | undefined, { stack }: StackOption): string | undefined {
  if (argument !== undefined && stack !== undefined && argument !== stack)
    throw new Error(`the stack is named twice: '${argument}' and '${stack}'`);
  return argument ?? stack;
}

export function siteOf(argument: string | undefined, options: SiteSelection): SiteSelection {
  return { stack: stackOf(argument, options), site: options.site };
}

/** For an option or argument of commander's: takes whole numbers from 1 to `most`. */
export function wholeNumber(most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const range = most === Number.MAX_SAFE_INTEGER ? 'from 1' : `from 1 to ${most}`;
  return (text) => {
    if (!/^[1-9]\d*$/.test(text) || Number(text) > most)
      throw new InvalidArgumentError(`Give a whole number ${range}.`);
    return Number(text);
  };
}
