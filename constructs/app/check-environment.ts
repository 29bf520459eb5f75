import { Token } from 'cdktf';
import type { PropChecks } from '../validation';
import type { Environment } from './app-environment';

/** The shell that reads `start` and `build` sets these itself. */
const OF_THE_SHELL = /^(PWD|OLDPWD|IFS|OPTIND|PPID)$/;

/** What no environment can carry. That the values are text was checked before (check-shapes.ts). They are in no message: they may be secrets. */
const FAULTS: readonly (readonly [found: (value: string) => boolean, shown: string, remedy: string])[] = [
  [(value) => /\0/.test(value), 'a NUL', 'leave it out, or put it into a file'],
  [(value) => /\p{Surrogate}/u.test(value), 'half of a character (a surrogate)', 'write it in base64'],
  [isGarbledToken, 'a number or a list of Terraform as text', 'use Token.asString() or Fn.join()'],
];

/** Reports variables that a process cannot get, or that the node itself tells the app. */
export function checkEnvironment(
  checks: PropChecks,
  environment: Environment = {},
  hasDatabase: boolean,
  ports: readonly string[] = [],
): void {
  const told = hasDatabase
    ? /^(HOST|PORT|METRICS_PORT|DATABASE_(WRITER|READER)_(HOST|PORT)|DATABASE_(NAME|USER|PASSWORD|CA))$/
    : /^(HOST|PORT|METRICS_PORT)$/;
  for (const [name, value] of Object.entries(environment)) {
    checks.require(/^[A-Za-z_]\w*$/.test(name), 'environment', 'name variables', name, "write them like 'LOG_LEVEL'");
    checks.require(
      !told.test(name) && !ports.includes(name),
      'environment',
      'leave alone what the node tells the app',
      name,
      'choose another name',
    );
    checks.require(
      !OF_THE_SHELL.test(name),
      'environment',
      'leave alone what the shell that starts the app sets itself',
      name,
      'choose another name',
    );
    const fault = FAULTS.find(([found]) => found(value));
    if (fault) checks.include([`'environment.${name}' must be text without NUL, got ${fault[1]} (${fault[2]})`]);
  }
}

/** `String(token)` of a number or a list is no token any more, but text that means nothing. */
function isGarbledToken(text: string): boolean {
  const numbers = text.match(/-\d(\.\d+)?e\+\d{3}/g) ?? [];
  return text.includes('#{TfToken[') || numbers.some((one) => Token.isUnresolved(Number(one)));
}
