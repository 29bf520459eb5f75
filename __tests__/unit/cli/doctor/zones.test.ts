import { CloudflareApi } from '../../../../cli/apis/cloudflare';
import { caa } from '../../../../cli/doctor/checks/caa';
import { cloudflareToken, dnsTokens } from '../../../../cli/doctor/checks/cloudflare-tokens';
import { records } from '../../../../cli/doctor/checks/records';
import { zone } from '../../../../cli/doctor/checks/zone';
import { zoneSettings } from '../../../../cli/doctor/checks/zone-settings';
import { ExaminedCloud, type Configuration } from './examined-cloud';

let examined: ExaminedCloud;
beforeEach(async () => {
  examined = await ExaminedCloud.start();
});
afterEach(() => examined.stop());

const data = { cloudflare_zone: { zone: { filter: { name: 'foobar.com' } } } };
const stack: Configuration = { data };
const issue = (permissions: readonly string[]) => examined.cloud.cloud.store.issueToken('cloudflare', permissions);
const record = (fields: object) =>
  examined.cloud.ask('POST', `/client/v4/zones/${examined.zone.id}/dns_records`, { ttl: 60, ...fields });

describe('the token', () => {
  const whole: Configuration = {
    data,
    resource: {
      cloudflare_dns_record: { www: { name: 'www.foobar.com', type: 'A' } },
      cloudflare_zone_setting: { ssl: { setting_id: 'ssl', value: 'strict' } },
      cloudflare_origin_ca_certificate: { certificate: {} },
    },
  };

  test('passes when it reads what the resources need, and says what cannot be known', async () => {
    examined.env.TF_VAR_cloudflare_api_token = issue([
      ...['Zone Read', 'DNS Write', 'Zone Settings Write', 'SSL and Certificates Write'],
    ]);
    expect(await examined.findings(cloudflareToken, whole)).toEqual([
      'ok: the deploy token is active',
      'ok: the deploy token reads DNS, Zone Settings, SSL and Certificates of foobar.com',
      'skipped: the deploy token: Cloudflare tells nobody whether it may also change them',
    ]);
  });

  test('fails for what it may not read', async () => {
    examined.env.TF_VAR_cloudflare_api_token = issue(['Zone Read', 'DNS Write']);
    expect(await examined.findings(cloudflareToken, whole)).toContain(
      'failure: the deploy token may not read Zone Settings or SSL and Certificates of foobar.com',
    );
    examined.env.TF_VAR_cloudflare_api_token = issue(['DNS Write']);
    expect(await examined.findings(cloudflareToken, whole)).toContain(
      'failure: the deploy token may not read the zone foobar.com, or is not valid',
    );
  });

  test('fails when it is nobody’s', async () => {
    examined.env.TF_VAR_cloudflare_api_token = 'not-a-token-of-this-cloud';
    expect(await examined.findings(cloudflareToken, whole)).toEqual([
      'failure: the deploy token may not read the zone foobar.com, or is not valid',
    ]);
  });

  test('of the nodes that prove names must read records', async () => {
    const preflight = [{ kind: 'acme', directory: 'x', hostNames: [], dnsToken: '${var.dns_token}' }];
    const variable = { dns_token: { sensitive: true } };
    examined.env.TF_VAR_dns_token = issue(['Zone Read', 'DNS Write']);
    expect(await examined.findings(dnsTokens, { data, variable, preflight })).toContain(
      'ok: the DNS token reads DNS of foobar.com',
    );
    examined.env.TF_VAR_dns_token = issue(['Zone Read']);
    expect(await examined.findings(dnsTokens, { data, variable, preflight })).toContain(
      'failure: the DNS token may not read DNS of foobar.com',
    );
  });
});

describe('the zone', () => {
  test('passes when it is active', async () => {
    expect(await examined.findings(zone, stack)).toEqual([
      'ok: the zone foobar.com is active',
      'skipped: foobar.com is served by a stand-in for Cloudflare: public DNS does not have it',
    ]);
  });

  test('fails when it is not in the account, except when the deploy makes it', async () => {
    const filter = { name: 'example.org' };
    expect(await examined.findings(zone, { data: { cloudflare_zone: { zone: { filter } } } })).toEqual([
      'failure: the zone example.org is not in the account, or the token may not read it',
    ]);
    expect(await examined.findings(zone, { resource: { cloudflare_zone: { zone: filter } } })).toEqual([
      'skipped: the deploy makes the zone example.org',
    ]);
  });

  test('fails while it is pending or paused', async () => {
    Object.assign(examined.zone, { status: 'pending', paused: true });
    expect((await examined.findings(zone, stack)).slice(0, 2)).toEqual([
      "failure: the zone foobar.com is 'pending'",
      'failure: Cloudflare is paused for foobar.com: visitors would come past its proxy, and the load balancers refuse them',
    ]);
  });

  describe('in public DNS', () => {
    /** Cloudflare's own address, which is answered by the local cloud. */
    const vendor = (resolveNs: () => Promise<string[]>) => ({
      cloudflare: new CloudflareApi(
        'https://api.cloudflare.com/client/v4',
        examined.env.TF_VAR_cloudflare_api_token!,
        (input, init) => fetch((input as string).replace('https://api.cloudflare.com', examined.api), init),
      ),
      dns: { resolveNs },
    });

    test('passes when the registrar names the servers of the zone', async () => {
      const dns = vendor(() => Promise.resolve(['BOB.ns.cloudflare.com.', 'ada.ns.cloudflare.com']));
      expect(await examined.findings(zone, stack, dns)).toContain(
        'ok: foobar.com is delegated to ada.ns.cloudflare.com and bob.ns.cloudflare.com',
      );
    });

    test('fails when it names others, or none', async () => {
      const others = vendor(() => Promise.resolve(['ns1.example.net']));
      expect(await examined.findings(zone, stack, others)).toContain(
        'failure: foobar.com is delegated to ns1.example.net',
      );
      const none = vendor(() => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' })));
      expect(await examined.findings(zone, stack, none)).toContain(
        'failure: public DNS has no name servers for foobar.com',
      );
    });

    test('is skipped without an answer', async () => {
      const away = vendor(() => Promise.reject(Object.assign(new Error(), { code: 'ETIMEOUT' })));
      expect(await examined.findings(zone, stack, away)).toContain(
        'skipped: no answer about the name servers of foobar.com (ETIMEOUT)',
      );
    });
  });
});

describe('records', () => {
  const wanted = (fields: object = {}): Configuration => ({
    data,
    resource: { cloudflare_dns_record: { www: { name: 'www.foobar.com', type: 'A', content: '${x.y.z}', ...fields } } },
  });

  test('pass beside records of other names and other kinds', async () => {
    await record({ name: 'mail.foobar.com', type: 'A', content: '192.0.2.1' });
    await record({ name: 'www.foobar.com', type: 'TXT', content: 'x' });
    expect(await examined.findings(records, wanted())).toEqual([
      'ok: no other record of foobar.com has a name of the site',
    ]);
  });

  test('fail for a CNAME of the name, an identical record, and a delegation', async () => {
    await record({ name: 'www.foobar.com', type: 'CNAME', content: 'old.example.net' });
    expect(await examined.findings(records, wanted())).toEqual([
      "failure: www.foobar.com has a record that is not this stack's: CNAME old.example.net",
    ]);
    examined.zone.records.length = 0;
    await record({ name: 'www.foobar.com', type: 'A', content: '192.0.2.1' });
    expect(await examined.findings(records, wanted({ content: '192.0.2.1' }))).toEqual([
      "failure: www.foobar.com has a record that is not this stack's: A 192.0.2.1",
    ]);
    examined.zone.records.length = 0;
    await record({ name: 'www.foobar.com', type: 'NS', content: 'ns.example.net' });
    expect(await examined.findings(records, wanted())).toEqual([
      "failure: www.foobar.com has a record that is not this stack's: NS ns.example.net: the name is delegated to another server",
    ]);
  });

  test('warn of another address, which would get a part of the visitors', async () => {
    await record({ name: 'www.foobar.com', type: 'AAAA', content: '2001:db8::1' });
    expect(await examined.findings(records, wanted())).toEqual([
      "warning: www.foobar.com has a record that is not this stack's: AAAA 2001:db8::1: a part of the visitors would go there",
    ]);
  });

  test('pass when the record is the stack’s own', async () => {
    const { body } = (await record({ name: 'www.foobar.com', type: 'A', content: '192.0.2.1' })) as {
      body: { result: { id: string } };
    };
    const { id } = body.result;
    const resources = [{ type: 'cloudflare_dns_record', name: 'www', values: { id } }];
    const state = () => Promise.resolve({ kind: 'read' as const, resources });
    expect(await examined.findings(records, wanted({ content: '192.0.2.1' }), { state })).toEqual([
      'ok: no other record of foobar.com has a name of the site',
    ]);
  });
});

describe('CAA records', () => {
  const acme = (directory = `${examined.api}/acme/directory`): Configuration => ({
    data,
    preflight: [{ kind: 'acme', directory, hostNames: ['www.foobar.com'] }],
  });
  const add = (name: string, value: string, tag = 'issue') =>
    record({ name, type: 'CAA', ttl: 1, data: { flags: 0, tag, value } });
  const OURS = 'acme.local-cloud.example';

  test('are none to pass', async () => {
    expect(await examined.findings(caa, acme())).toEqual([
      `ok: no CAA record forbids ${OURS} to certify www.foobar.com`,
    ]);
  });

  test('pass when they name the authority, and fail when they name others alone', async () => {
    await add('foobar.com', 'example-ca.com');
    expect(await examined.findings(caa, acme())).toEqual([
      `failure: CAA records of foobar.com forbid ${OURS} to certify www.foobar.com: example-ca.com`,
    ]);
    await add('foobar.com', OURS);
    expect(await examined.findings(caa, acme())).toEqual([
      `ok: CAA records of foobar.com allow ${OURS} to certify www.foobar.com`,
    ]);
  });

  test('of the nearest name decide, and one that reports alone forbids nothing', async () => {
    await add('foobar.com', 'example-ca.com');
    await add('www.foobar.com', 'mailto:ca@foobar.com', 'iodef');
    expect(await examined.findings(caa, acme())).toEqual([
      `ok: no CAA record forbids ${OURS} to certify www.foobar.com`,
    ]);
  });

  test('fail when they do not allow the method', async () => {
    await add('foobar.com', `${OURS}; validationmethods=http-01`);
    expect(await examined.findings(caa, acme())).toEqual([
      `failure: CAA records of foobar.com do not allow ${OURS} the method dns-01 for www.foobar.com`,
    ]);
  });

  test('are compared with Let’s Encrypt’s name without a question to it', async () => {
    await add('foobar.com', 'letsencrypt.org');
    const directory = 'https://acme-v02.api.letsencrypt.org/directory';
    const nobody = { fetch: () => Promise.reject(new Error('must not be asked')) };
    expect(await examined.findings(caa, acme(directory), nobody)).toEqual([
      'ok: CAA records of foobar.com allow letsencrypt.org to certify www.foobar.com',
    ]);
  });

  test('are skipped for an authority that does not tell its name', async () => {
    expect(await examined.findings(caa, acme(`${examined.api}/nothing`))).toEqual([
      `skipped: ${examined.api}/nothing does not tell which CAA records allow it`,
    ]);
  });
});

test('settings of the zone: those that differ are shown from what to what, the same pass', async () => {
  const resource = {
    cloudflare_zone_setting: {
      ssl: { setting_id: 'ssl', value: 'strict' },
      https: { setting_id: 'always_use_https', value: 'off' },
      hsts: { setting_id: 'security_header', value: { strict_transport_security: { enabled: false } } },
    },
    cloudflare_authenticated_origin_pulls_settings: { pulls: { enabled: true } },
  };
  expect(await examined.findings(zoneSettings, { data, resource })).toEqual([
    'warning: the deploy changes ssl of the whole zone foobar.com: full -> strict',
    'ok: always_use_https of foobar.com is off already',
    'ok: security_header of foobar.com is {"strict_transport_security":{"enabled":false}} already',
    'warning: the deploy changes authenticated origin pulls of the whole zone foobar.com: off -> on',
  ]);
});
