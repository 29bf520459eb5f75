import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeDown } from '../../local-cloud/launch';
import { TWIN, fromLoadBalancer, installJudges, startTwin, stopTwin, testssl } from './judges';
import { deploySite, settings, siteAnswers } from './site';

const MINUTE = 60_000;
const directory = mkdtempSync(join(tmpdir(), 'judges-'));

beforeAll(async () => {
  await installJudges(directory);
  await takeDown(settings);
  await deploySite();
  await siteAnswers();
  await startTwin();
}, 8 * MINUTE);
afterAll(async () => {
  await stopTwin();
  await takeDown(settings);
  rmSync(directory, { recursive: true });
}, MINUTE);

/**
 * What a certificate of a private CA cannot pass, whatever the load balancer does: it is Cloudflare's Origin CA in production, which
 * Cloudflare alone trusts. It has no revocation list, no CAA record on this resolver, and no certificate transparency.
 */
const PRIVATE_CA =
  /^(cert_chain_of_trust|cert_crlDistributionPoints|cert_notAfter|cert_extlifeSpan|cert_ocspURL|cert_caIssuers|DNS_CAArecord|cert_trust|overall_grade|grade_cap.*)/;

test(
  'testssl.sh finds nothing above LOW in the TLS of a load balancer',
  async () => {
    const findings = await testssl();
    const above = findings.filter(({ id, severity }) => severity !== 'LOW' && !PRIVATE_CA.test(id));
    expect(above).toEqual([]);
  },
  6 * MINUTE,
);

test(
  'h2spec finds the deviations from HTTP/2 that HAProxy is known for, and no other',
  async () => {
    const said = await fromLoadBalancer([
      join(directory, 'h2spec'),
      ...['-h', '127.0.0.1', '-p', String(TWIN.https), '-t', '-k', '--timeout', '3'],
    ]);
    const failed = said.split('\n').filter((line) => line.includes('×'));
    expect({ failed, counts: /\d+ tests, .*/.exec(said)?.[0] }).toMatchInlineSnapshot();
  },
  6 * MINUTE,
);

test.each([
  ['headers', ['-H']],
  ['bodies', ['-B']],
])(
  'slowhttptest with slow %s does not stop the service',
  async (_what, mode) => {
    const said = await fromLoadBalancer([
      'slowhttptest',
      ...mode,
      ...['-c', '500', '-r', '100', '-l', '20', '-i', '5', '-x', '10', '-p', '3'],
      ...['-u', `http://127.0.0.1:${TWIN.http}/`],
    ]);
    const service = said.match(/service available: +(\w+)/g) ?? [];
    expect(service.length).toBeGreaterThan(0);
    expect(service.filter((line) => !line.endsWith('YES'))).toEqual([]);
  },
  2 * MINUTE,
);
