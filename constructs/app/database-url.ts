import { Fn, Token } from 'cdktf';
import { isToken, splitTokens } from '../cloud-init/escape';
import type { IMysqlCluster } from '../mysql/mysql-cluster';

/** The login to the primary in the form that DigitalOcean gives for its own clusters, which most frameworks read. */
export function databaseUrl(
  { user, password, database }: IMysqlCluster['credentials'],
  { host, port }: IMysqlCluster['writer'],
): string {
  return `mysql://${inUrl(user)}:${inUrl(password)}@${host}:${port}/${inUrl(database)}?ssl-mode=REQUIRED`;
}

/** What Terraform computes is encoded by Terraform, which writes a blank as forms do. */
function inUrl(text: string): string {
  const late = (piece: string) => Token.asString(Fn.replace(Fn.urlencode(piece), '+', '%20'));
  return splitTokens(text)
    .map((piece) => (isToken(piece) ? late(piece) : encodeURIComponent(piece)))
    .join('');
}
