import { Fn, Token } from 'cdktf';
import { isToken, splitTokens } from '../cloud-init/escape';

/** Runs what follows as the app's user, with the app's variables (node/app-environment.py). */
export const WITH_ENVIRONMENT = '/usr/local/sbin/app-environment';

export type Environment = Readonly<Record<string, string>>;

/** The app's variables, as a process started by `WITH_ENVIRONMENT` gets each of them: as it was given. */
export function renderEnvironment(variables: Environment): string {
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${encode(String(value))}\n`);
  return lines.join('');
}

/** What a node takes for such a line. */
export const ENVIRONMENT_FORM = '[A-Za-z_][A-Za-z0-9_]*=[A-Za-z0-9+/= ]*';

/** Base64 in pieces: what Terraform computes is encoded by Terraform, which would also compose the characters of the rest (NFC). */
function encode(value: string): string {
  return splitTokens(value)
    .map((piece) => (isToken(piece) ? Token.asString(Fn.base64encode(piece)) : Buffer.from(piece).toString('base64')))
    .join(' ');
}
