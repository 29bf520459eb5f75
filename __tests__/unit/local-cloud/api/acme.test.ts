import { X509Certificate } from 'node:crypto';
import acme from 'acme-client';
import { TestCloud } from './cloud';

const NAME = 'www.foobar.com';

describe('the certificate authority', () => {
  let cloud: TestCloud;
  let directoryUrl: string;
  let zoneId: string;

  beforeEach(async () => {
    cloud = await TestCloud.start();
    directoryUrl = `${await cloud.listen()}/acme/directory`;
    const zones = await cloud.ask('GET', '/client/v4/zones');
    zoneId = (zones.body as { result: { id: string }[] }).result[0]!.id;
  });
  afterEach(() => cloud.stop());

  async function newClient(): Promise<acme.Client> {
    return new acme.Client({ directoryUrl, accountKey: await acme.crypto.createPrivateEcdsaKey() });
  }

  async function publish(value: string): Promise<void> {
    const record = { type: 'TXT', name: `_acme-challenge.${NAME}`, content: `"${value}"`, ttl: 60 };
    await cloud.ask('POST', `/client/v4/zones/${zoneId}/dns_records`, record);
  }

  /** Orders a certificate as a client of somebody else's does; the chain, PEM. */
  async function order(client: acme.Client, value = (expected: string) => expected): Promise<string> {
    const [, csr] = await acme.crypto.createCsr({ commonName: NAME }, await acme.crypto.createPrivateEcdsaKey());
    return client.auto({
      csr,
      email: 'platform@foobar.com',
      termsOfServiceAgreed: true,
      challengePriority: ['dns-01'],
      skipChallengeVerification: true,
      challengeCreateFn: (_authorization, _challenge, expected) => publish(value(expected)),
      challengeRemoveFn: () => Promise.resolve(),
    });
  }

  test('issues to who proves the name in DNS, for 90 days', async () => {
    const certificate = new X509Certificate(await order(await newClient()));
    expect(certificate.subjectAltName).toBe(`DNS:${NAME}`);
    const days = (Date.parse(certificate.validTo) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(90);
  });

  test('issues to two load balancers that prove the name at the same time, each with a record of its own', async () => {
    const chains = await Promise.all([order(await newClient()), order(await newClient())]);
    expect(new Set(chains.map((chain) => new X509Certificate(chain).serialNumber)).size).toBe(2);
  });

  test('refuses who proves another value, and says what it found', async () => {
    await expect(order(await newClient(), () => 'something-else')).rejects.toThrow(
      `_acme-challenge.${NAME} has 1 TXT records, none is the expected one`,
    );
  });

  test('refuses a name whose CAA records name other authorities alone', async () => {
    const caa = (value: string) =>
      cloud.ask('POST', `/client/v4/zones/${zoneId}/dns_records`, {
        ...{ type: 'CAA', name: 'foobar.com', ttl: 1, data: { flags: 0, tag: 'issue', value } },
      });
    await caa('example-ca.com');
    await expect(order(await newClient())).rejects.toThrow('CAA records of foobar.com forbid');
    const { meta } = (await (await fetch(directoryUrl)).json()) as { meta: { caaIdentities: string[] } };
    await caa(meta.caaIdentities[0]!);
    expect(new X509Certificate(await order(await newClient())).subjectAltName).toBe(`DNS:${NAME}`);
  });

  test('knows an account again, also after a restart: it is in the state', async () => {
    const client = await newClient();
    await client.createAccount({ termsOfServiceAgreed: true });
    const url = client.getAccountUrl();
    await client.createAccount({ termsOfServiceAgreed: true });
    expect(client.getAccountUrl()).toBe(url);
    expect(cloud.cloud.state.acme!.accounts).toHaveLength(1);
  });

  test('refuses a request that was not signed', async () => {
    const response = await fetch(directoryUrl.replace('directory', 'new-order'), {
      method: 'POST',
      headers: { 'content-type': 'application/jose+json' },
      body: '{}',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ type: 'urn:ietf:params:acme:error:malformed' });
  });
});
