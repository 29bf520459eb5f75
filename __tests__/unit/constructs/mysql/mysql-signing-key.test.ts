import { createHash } from 'node:crypto';
import { MYSQL_SIGNING_KEY, keyForNodes, mysqlSigningKey } from '../../../../constructs/mysql/mysql-signing-key';

/** Days before its end in which there is time for a release. */
const NOTICE = 90;
const DAY = 24 * 3600 * 1000;

interface Packet {
  readonly tag: number;
  readonly body: Buffer;
}

/** Packets of the old format, as the key has them (RFC 9580, 4.2.2). */
function packets(bytes: Buffer): Packet[] {
  if (bytes.length === 0) return [];
  const two = (bytes[0]! & 3) === 1;
  const start = two ? 3 : 2;
  const end = start + (two ? bytes.readUInt16BE(1) : bytes[1]!);
  return [{ tag: (bytes[0]! >> 2) & 15, body: bytes.subarray(start, end) }, ...packets(bytes.subarray(end))];
}

/** Of a key of version 4. */
function fingerprint({ body }: Packet): string {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(body.length);
  const hash = createHash('sha1').update(Buffer.concat([Buffer.of(0x99), length, body]));
  return hash.digest('hex').toUpperCase();
}

/** Seconds after the key's creation: subpacket 9 of its own signature. */
function lifetime({ body }: Packet): number {
  const end = 6 + body.readUInt16BE(4);
  for (let at = 6; at < end; at += 1 + body[at]!) if (body[at + 1] === 9) return body.readUInt32BE(at + 2);
  throw new Error('the key does not say when it ends');
}

const armored = mysqlSigningKey();
const whole = packets(Buffer.from(armored.split('\n\n')[1]!.split('\n=')[0]!, 'base64'));
const forNodes = packets(Buffer.from(keyForNodes(), 'base64'));

test('MySQL’s key is the file that MySQL publishes', () => {
  expect(createHash('sha256').update(armored).digest('hex')).toBe(MYSQL_SIGNING_KEY.sha256);
  expect(fingerprint(whole[0]!)).toBe(MYSQL_SIGNING_KEY.fingerprint);
});

test('nodes have the key, its name and its signature, and no subkey', () => {
  const [key, name, signature] = forNodes;
  expect(forNodes).toEqual(whole.slice(0, 3));
  expect([key, name, signature].map((one) => one!.tag)).toEqual([6, 13, 2]);
  expect(fingerprint(key!)).toBe(MYSQL_SIGNING_KEY.fingerprint);
  expect(name!.body.toString()).toBe('MySQL Release Engineering <mysql-build@oss.oracle.com>');
});

test(`MySQL’s key is valid for ${NOTICE} days more: look for a newer one at https://repo.mysql.com, and renew fingerprint, dates and file`, () => {
  const [key, , signature] = forNodes;
  const expires = new Date((key!.body.readUInt32BE(1) + lifetime(signature!)) * 1000);
  expect(expires.toISOString().slice(0, 10)).toBe(MYSQL_SIGNING_KEY.expires);
  expect(Date.now()).toBeLessThan(expires.getTime() - NOTICE * DAY);
  expect(new Date(MYSQL_SIGNING_KEY.checked).getTime()).toBeLessThan(expires.getTime());
});
