import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '../../..');

/** Scripts whose first argument is a command of their own. */
const WITH_COMMANDS = ['app', 'mysql', 'local', 'bench'];
/** In the place of the stack. */
const STACK = /^\s*(production|staging|local|shop|STACK|ENV)\s/;
const WORD = /^[a-z][a-z-]*$/;

/** Commands that documents name, without their arguments: `start`, `mysql restart`, `cdktf deploy`. */
export function documentedCommands(): readonly string[] {
  const files = execFileSync('git', ['ls-files', '*.md'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
  return [...new Set(files.flatMap((file) => commandsIn(readFileSync(join(ROOT, file), 'utf8'))))].sort();
}

export function commandsIn(text: string): string[] {
  const scripts = [...text.matchAll(/\bnpm (?:run ([a-z][a-z:]*)|(start|test))\b(?: -- ([^\n`"]*))?/g)].flatMap(
    ([, script, alias, args]) => withCommands(script ?? alias!, args ?? ''),
  );
  const published = [...text.matchAll(/\bnpx cdktf-web-infrastructure ([a-z]+)\b(?: ([^\n`"]*))?/g)].flatMap(
    ([, command, args]) => withCommands(command!, args ?? ''),
  );
  const programs = [
    ...text.matchAll(/\bnpx (cdktf) (deploy|destroy|synth)\b|\bnpx (cdktf-web-infrastructure-plan)\b/g),
  ];
  return [...scripts, ...published, ...programs.map(([, cli, verb, plan]) => plan ?? `${cli} ${verb}`)];
}

/** `backup | backups`, and `migrate status | start`, are several. */
function withCommands(script: string, args: string): string[] {
  if (!WITH_COMMANDS.includes(script)) return [script];
  const words = args
    .replace(/--(stack|site) \S+|--yes/g, '')
    .replace(STACK, '')
    .trim()
    .split(/\s+/);
  const [first, ...rest] = words;
  if (!first || !WORD.test(first)) return [script];
  const nested = first === 'migrate';
  const [head, tail] = nested ? [rest[0], rest.slice(1)] : [first, rest];
  if (!head || !WORD.test(head)) return [`${script} ${first}`];
  const names = [head];
  for (let i = 0; tail[i] === '|' && WORD.test(tail[i + 1] ?? ''); i += 2) names.push(tail[i + 1]!);
  return names.map((name) => [script, ...(nested ? [first] : []), name].join(' '));
}
