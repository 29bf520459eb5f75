import { readNodeProgram } from '../cloud-init/node-program';

/**
 * The key with which MySQL signs its packages (`RPM-GPG-KEY-mysql-2025` of repo.mysql.com, "Signature Checking Using GnuPG" in its manual). Nodes
 * trust it for MySQL's repository alone. A unit test reads fingerprint and expiry from the key itself, and fails 90 days before it expires.
 */
export const MYSQL_SIGNING_KEY = {
  fingerprint: 'BCA43417C3B485DD128EC6D4B7B3B788A8D3785C',
  /** Of the file as MySQL publishes it. */
  sha256: 'a4bcd9f16a53cc763f87b9955dbcdced33c7aa90296b157eb6ceef0f156f4327',
  expires: '2027-10-23',
  /** When key, fingerprint and expiry were last compared with what MySQL publishes. */
  checked: '2026-12-01',
} as const;

/** Where nodes have it. */
export const SIGNING_KEY_FILE = '/etc/apt/keyrings/mysql.gpg';

/** As MySQL publishes it, in ASCII armor. */
export function mysqlSigningKey(): string {
  return readNodeProgram(__dirname, 'mysql-release-key.asc');
}

/** Without its subkey, which is for encryption: user-data has little room. Binary, in base64. */
export function keyForNodes(): string {
  const bytes = Buffer.from(mysqlSigningKey().split(/\n\n|\n=/)[1]!, 'base64');
  return bytes.subarray(0, endOfPackets(bytes, 3)).toString('base64');
}

/** Where the first `count` packets end: public key, user id, and the signature of both. Lengths of one or two bytes, in the old format (RFC 9580, 4.2.2). */
function endOfPackets(bytes: Buffer, count: number): number {
  let at = 0;
  for (let i = 0; i < count; i++) {
    const two = (bytes[at]! & 3) === 1;
    at += (two ? 3 : 2) + (two ? bytes.readUInt16BE(at + 1) : bytes[at + 1]!);
  }
  return at;
}
