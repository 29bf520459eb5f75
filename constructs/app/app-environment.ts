import { Fn, Token } from 'cdktf';
import type { CloudConfig } from '../cloud-init/cloud-config';
import { isToken, splitTokens } from '../cloud-init/escape';
import { sized } from '../cloud-init/sized';
import { TOKEN_ALLOWANCE } from '../cloud-init/cloud-config';
import { nodeProgram } from '../cloud-init/node-program';

/** Readable by root alone; units get it as a credential (`LoadCredential=`). */
export const ENVIRONMENT_FILE = '/etc/app/environment';

/** Runs what follows as the app's user, with the app's variables (node/app-environment.py). */
export const WITH_ENVIRONMENT = '/usr/local/sbin/app-environment';

/** Most bytes, in base64, of a host name, or of a name or password that is encoded for a URL: they are 255 before. */
const DATABASE_VALUE_SIZE = 1024;

export type Environment = Readonly<Record<string, string>>;

/** The app's variables on a node: a process started by `WITH_ENVIRONMENT` gets each of them as it was given. */
export function appEnvironment(variables: Environment): CloudConfig {
  const files = Object.entries(variables).map(([name, value]) => {
    const line = { content: `${name}=${encode(String(value))}\n` };
    return sized(line, name.startsWith('DATABASE_') ? DATABASE_VALUE_SIZE : TOKEN_ALLOWANCE);
  });
  return {
    packages: ['python3'],
    files: [
      nodeProgram(__dirname, 'app-environment.py'),
      {
        path: ENVIRONMENT_FILE,
        mode: '0600',
        content: files.map(({ content }) => content).join(''),
        size: files.reduce((sum, { size }) => sum + size, 0),
      },
    ],
  };
}

/** Base64 in pieces: what Terraform computes is encoded by Terraform, which would also compose the characters of the rest (NFC). */
function encode(value: string): string {
  return splitTokens(value)
    .map((piece) => (isToken(piece) ? Token.asString(Fn.base64encode(piece)) : Buffer.from(piece).toString('base64')))
    .join(' ');
}
