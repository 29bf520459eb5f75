import { Token } from 'cdktf';
import type { PropChecks } from '../validation';

type Environment = Readonly<Record<string, string>>;

/** Reports variables that systemd could not read, or that the app is told by its node. */
export function checkEnvironment(checks: PropChecks, environment: Environment = {}, hasDatabase: boolean): void {
  const told = hasDatabase
    ? /^(HOST|PORT|DATABASE_(WRITER|READER)_(HOST|PORT)|DATABASE_(NAME|USER|PASSWORD|CA))$/
    : /^(HOST|PORT)$/;
  for (const [name, value] of Object.entries(environment)) {
    checks.require(/^[A-Za-z_]\w*$/.test(name), 'environment', 'name variables', name, "write them like 'LOG_LEVEL'");
    checks.require(
      !told.test(name),
      'environment',
      'leave alone what the node tells the app',
      name,
      'choose another name',
    );
    // Not shown: it may be a secret.
    const shown = Token.isUnresolved(value) ? value : '(several lines)';
    checks.check(`environment.${name}`, shown, () => !value.includes('\n'), 'be a single line', 'put it into a file');
  }
}
