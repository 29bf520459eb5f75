import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Judges } from './judges';
import { bringUpSite, leaveSite } from './shared-site';

const MINUTE = 60_000;
const directory = mkdtempSync(join(tmpdir(), 'judges-'));
const judges = new Judges(directory);

beforeAll(async () => {
  await judges.install();
  await bringUpSite();
  await judges.startTwin();
}, 10 * MINUTE);
afterAll(async () => {
  await judges.stopTwin();
  leaveSite();
  rmSync(directory, { recursive: true });
}, MINUTE);

/**
 * What no certificate of a private CA can pass, whatever the load balancer does: in production it is Cloudflare's Origin CA, which
 * Cloudflare alone trusts, for fifteen years and without revocation.
 */
const OF_A_PRIVATE_CA = ['cert_chain_of_trust', 'cert_validityPeriod', 'cert_revocation'];
/** WARN: could not be tested. */
const NO_FINDING = ['LOW', 'WARN'];

test(
  'testssl.sh finds nothing above LOW in the TLS of a load balancer',
  async () => {
    const findings = await judges.testssl();
    expect(findings.map(({ id }) => id)).toEqual(expect.arrayContaining(OF_A_PRIVATE_CA));
    const above = findings.filter(
      ({ id, severity }) => !NO_FINDING.includes(severity) && !OF_A_PRIVATE_CA.includes(id),
    );
    expect(above).toEqual([]);
  },
  10 * MINUTE,
);

test(
  'h2spec finds no deviation from HTTP/2',
  async () => {
    const said = await judges.h2spec();
    expect(said.split('\n').filter((line) => line.includes('×'))).toEqual([]);
    expect(said).toMatch(/^(\d+) tests, \1 passed, 0 skipped, 0 failed$/m);
  },
  MINUTE,
);

test.each([
  ['headers', '-H'],
  ['bodies', '-B'],
] as const)(
  'slowhttptest with slow %s does not make the site unavailable',
  async (_what, mode) => {
    const service = [...(await judges.slowhttptest(mode)).matchAll(/^service available: +(\w+)$/gm)];
    expect(service.length).toBeGreaterThan(1);
    expect(service.filter(([, available]) => available !== 'YES')).toEqual([]);
  },
  2 * MINUTE,
);
