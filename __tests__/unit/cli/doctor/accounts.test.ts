import { DEPLOY_SCOPES, FAILOVER_SCOPES } from '../../../../host/token-scopes';
import { DigitalOceanApi } from '../../../../cli/apis/digitalocean';
import { account } from '../../../../cli/doctor/checks/account';
import { databases, images, regions, sizes } from '../../../../cli/doctor/checks/catalog';
import { digitalOceanToken, nodeTokens } from '../../../../cli/doctor/checks/digitalocean-tokens';
import { sshKeys } from '../../../../cli/doctor/checks/ssh-keys';
import { ExaminedCloud, fetchWith, type Configuration } from './examined-cloud';

let examined: ExaminedCloud;
beforeEach(async () => {
  examined = await ExaminedCloud.start();
});
afterEach(() => examined.stop());

const droplet = { name: 'web-1.int.foobar.com', region: 'fra1', size: 's-1vcpu-1gb', image: 'debian-13-x64' };
const droplets = (fields: object): Configuration => ({
  resource: { digitalocean_droplet: { 'web-1': { ...droplet, ...fields } } },
});
const issue = (scopes: readonly string[]) => examined.cloud.cloud.store.issueToken('digitalocean', scopes);
/** DigitalOcean as it answers when `change` has its way. */
const changedApi = (change: (url: string, body: never) => unknown) => ({
  digitalOcean: new DigitalOceanApi(
    examined.api,
    examined.env.TF_VAR_digitalocean_token!,
    fetchWith(change as (url: string, body: unknown) => unknown),
  ),
});

describe('the token of the deploy', () => {
  const stack: Configuration = { resource: { digitalocean_tag: { web: { name: 'web' } } } };

  test('passes with full access, and with the scopes of the resources', async () => {
    expect(await examined.findings(digitalOceanToken, stack)).toEqual([
      'ok: the deploy token has the 3 scopes that it needs',
    ]);
    examined.env.TF_VAR_digitalocean_token = issue(['tag:create', 'tag:delete', 'tag:read']);
    expect(await examined.findings(digitalOceanToken, stack)).toEqual([
      'ok: the deploy token has the 3 scopes that it needs',
    ]);
  });

  test('fails with each scope that it lacks', async () => {
    examined.env.TF_VAR_digitalocean_token = issue(['tag:read']);
    expect(await examined.findings(digitalOceanToken, stack)).toEqual([
      'failure: the deploy token lacks tag:create tag:delete',
    ]);
  });

  test('fails when the API refuses it, and is not printed', async () => {
    examined.env.TF_VAR_digitalocean_token = 'dop_v1_of_nobody_at_all';
    const report = await examined.report(digitalOceanToken, stack);
    expect(report.findings).toMatchObject([
      { status: 'failure', message: 'the deploy token is not valid: DigitalOcean refuses it' },
    ]);
    expect(JSON.stringify(report)).not.toContain('dop_v1');
  });

  test('is probed by reads where the API tells no scopes, and names those that only a change would show', async () => {
    const silent = (scopes: readonly string[]) => {
      const token = issue(scopes);
      const fetching: typeof fetch = (input, init) =>
        (input as string).includes('/oauth/') ? Promise.reject(new Error('away')) : fetch(input, init);
      return { digitalOcean: new DigitalOceanApi(examined.api, token, fetching) };
    };
    expect(await examined.findings(digitalOceanToken, stack, silent(['tag:read']))).toEqual([
      'ok: the deploy token reads everything that it needs to',
      'skipped: the deploy token: only a change would show tag:create tag:delete',
    ]);
    expect(
      await examined.findings(
        digitalOceanToken,
        stack,
        silent(['vpc:read', 'actions:read', 'regions:read', 'sizes:read']),
      ),
    ).toEqual([
      'failure: the deploy token lacks tag:read',
      'skipped: the deploy token: only a change would show tag:create tag:delete',
    ]);
  });

  test('is examined when the provider reads it from the environment', async () => {
    const provider = { digitalocean: [{ api_endpoint: examined.api }] };
    const env = { DIGITALOCEAN_TOKEN: examined.env.TF_VAR_digitalocean_token };
    expect(
      await examined.findings(digitalOceanToken, { ...stack, provider }, { env, ...changedApi((_, body) => body) }),
    ).toEqual(['ok: the deploy token has the 3 scopes that it needs']);
    expect(examined.context({ provider }, { env }).digitalOcean).toBeDefined();
    expect(examined.context({ provider }, { env: {} }).digitalOcean).toBeUndefined();
  });

  test('is warned of shortly before it expires', async () => {
    const soon = changedApi((url, body: object) =>
      url.includes('/oauth/') ? { ...body, expires_in_seconds: 3 * 86_400 } : body,
    );
    expect(await examined.findings(digitalOceanToken, stack, soon)).toContain(
      'warning: the deploy token expires in 3 days',
    );
  });
});

describe('the failover token', () => {
  const stack: Configuration = {
    variable: { failover_token: { sensitive: true } },
    preflight: [
      { kind: 'digitalocean-token', use: 'failover', token: '${var.failover_token}', scopes: FAILOVER_SCOPES },
    ],
  };

  test('passes with its scopes alone', async () => {
    examined.env.TF_VAR_failover_token = issue(FAILOVER_SCOPES);
    expect(await examined.findings(nodeTokens, stack)).toEqual([
      `ok: the failover token has the ${FAILOVER_SCOPES.length} scopes that it needs`,
    ]);
  });

  test('fails with less, and is warned of with more', async () => {
    examined.env.TF_VAR_failover_token = issue(FAILOVER_SCOPES.filter((scope) => scope !== 'reserved_ip:update'));
    expect(await examined.findings(nodeTokens, stack)).toEqual([
      'failure: the failover token lacks reserved_ip:update',
    ]);
    examined.env.TF_VAR_failover_token = issue(DEPLOY_SCOPES);
    expect(await examined.findings(nodeTokens, stack)).toContainEqual(
      expect.stringContaining('warning: the failover token has more than it needs: block_storage:create'),
    );
  });

  test('is skipped while its value is not known', async () => {
    expect(await examined.findings(nodeTokens, stack)).toEqual([
      'skipped: the failover token is not known before the deploy',
    ]);
  });
});

describe('the account', () => {
  test('passes with room for what the stack adds', async () => {
    expect(await examined.findings(account, droplets({}))).toEqual([
      'ok: the account is active',
      "ok: 1 droplets of this stack and 0 others fit into the account's 190",
    ]);
  });

  test('fails beyond each limit', async () => {
    examined.cloud.cloud.limits = { droplets: 1, volumes: 0, reservedIps: 0 };
    await examined.cloud.newDroplet({ name: 'other' });
    const resource = {
      ...droplets({}).resource,
      digitalocean_volume: { data: { name: 'data', region: 'fra1' } },
      digitalocean_reserved_ip: { ip: { region: 'fra1' } },
    };
    expect((await examined.findings(account, { resource })).slice(1)).toEqual([
      "failure: 1 droplets of this stack and 1 others are more than the account's 1",
      "failure: 1 volumes of this stack and 0 others are more than the account's 0",
      "failure: 1 reserved IPs of this stack and 0 others are more than the account's 0",
    ]);
  });

  test('does not count twice what the stack has already', async () => {
    examined.cloud.cloud.limits = { droplets: 1, volumes: 1, reservedIps: 1 };
    const id = await examined.cloud.newDroplet();
    const resources = [{ type: 'digitalocean_droplet', name: 'web-1', values: { id: String(id) } }];
    const state = () => Promise.resolve({ kind: 'read' as const, resources });
    expect(await examined.findings(account, droplets({}), { state })).toContain(
      "ok: 1 droplets of this stack and 0 others fit into the account's 1",
    );
  });

  test.each([
    ['locked', 'failure: the account is locked: pay'],
    ['warning', "warning: the account is 'warning': pay"],
  ])('is not in order when it is %s', async (status, finding) => {
    const api = changedApi((url, body: { account?: object }) =>
      url.includes('/v2/account') ? { account: { ...body.account, status, status_message: 'pay' } } : body,
    );
    expect(await examined.findings(account, {}, api)).toContain(finding);
  });

  test('fails while its mail address is not verified', async () => {
    const api = changedApi((url, body: { account?: object }) =>
      url.includes('/v2/account') ? { account: { ...body.account, email_verified: false } } : body,
    );
    expect(await examined.findings(account, {}, api)).toContain('failure: the account’s mail address is not verified');
  });

  test('is skipped with a token that may not read it', async () => {
    examined.env.TF_VAR_digitalocean_token = issue(['tag:read']);
    expect(await examined.findings(account, droplets({}))).toEqual([
      'skipped: the deploy token may not read the account and its limits',
    ]);
  });
});

describe('what droplets are made of', () => {
  test('passes when all of it can be had', async () => {
    expect(await examined.findings(regions, droplets({}))).toEqual(['ok: the region fra1 is available']);
    expect(await examined.findings(sizes, droplets({}))).toEqual(['ok: the size s-1vcpu-1gb is available in fra1']);
    expect(await examined.findings(images, droplets({}))).toEqual(['ok: the image debian-13-x64 is available in fra1']);
  });

  test('fails for a region, a size and an image that are not there', async () => {
    expect(await examined.findings(regions, droplets({ region: 'fra9' }))).toEqual([
      "failure: there is no region 'fra9'",
    ]);
    expect(await examined.findings(sizes, droplets({ size: 's-huge' }))).toEqual([
      "failure: there is no size 's-huge'",
    ]);
    expect(await examined.findings(images, droplets({ image: 'debian-9-x64' }))).toEqual([
      "failure: there is no image 'debian-9-x64'",
    ]);
  });

  test('fails for what is sold out or lies elsewhere', async () => {
    type Listed = { regions?: object[]; sizes?: object[]; image?: object };
    const scarce = changedApi((_, body: Listed) => ({
      ...body,
      ...(body.regions && { regions: body.regions.map((one) => ({ ...one, available: false })) }),
      ...(body.sizes && { sizes: body.sizes.map((one) => ({ ...one, regions: ['nyc3'] })) }),
      ...(body.image && { image: { ...body.image, regions: ['nyc3'] } }),
    }));
    expect(await examined.findings(regions, droplets({}), scarce)).toEqual([
      'failure: the region fra1 takes no new droplets now',
    ]);
    expect(await examined.findings(sizes, droplets({}), scarce)).toEqual([
      'failure: the size s-1vcpu-1gb cannot be had in fra1 now',
    ]);
    expect(await examined.findings(images, droplets({}), scarce)).toEqual([
      'failure: the image debian-13-x64 is not available in fra1',
    ]);
  });

  test('fails for an image that is larger than the disk, and for volumes where there are none', async () => {
    const changed = changedApi((_, body: { regions?: object[]; image?: object }) => ({
      ...body,
      ...(body.regions && { regions: body.regions.map((one) => ({ ...one, features: [] })) }),
      ...(body.image && { image: { ...body.image, min_disk_size: 100 } }),
    }));
    expect(await examined.findings(images, droplets({}), changed)).toEqual([
      'failure: the image debian-13-x64 needs 100 GB, s-1vcpu-1gb has 25',
    ]);
    const volume = { resource: { digitalocean_volume: { data: { name: 'data', region: 'fra1' } } } };
    expect(await examined.findings(regions, volume, changed)).toEqual(['failure: the region fra1 has no volumes']);
    expect(await examined.findings(regions, volume)).toEqual(['ok: the region fra1 is available']);
  });

  test('managed databases: passes for what the list offers, fails for the rest', async () => {
    const cluster = (fields: object): Configuration => ({
      resource: {
        digitalocean_database_cluster: {
          db: { engine: 'mysql', version: '8', region: 'fra1', size: 'db-s-2vcpu-4gb', node_count: 2, ...fields },
        },
      },
    });
    expect(await examined.findings(databases, cluster({}))).toEqual([
      'ok: managed mysql 8 on 2 of db-s-2vcpu-4gb is available in fra1',
    ]);
    expect(await examined.findings(databases, cluster({ version: '5', region: 'fra9', size: 'x' }))).toEqual([
      'failure: managed mysql cannot be had with version 5 (8), region fra9, size x with 2 nodes',
    ]);
    expect(await examined.findings(databases, cluster({ node_count: 9 }))).toEqual([
      'failure: managed mysql cannot be had with 9 nodes (1, 2, 3)',
    ]);
  });
});

test('ssh keys: one of the name passes, none or two fail', async () => {
  const stack: Configuration = { data: { digitalocean_ssh_key: { key: { name: 'platform-team' } } } };
  const key = (blob: string) =>
    examined.cloud.ask('POST', '/v2/account/keys', { name: 'platform-team', public_key: `ssh-ed25519 ${blob}` });
  expect(await examined.findings(sshKeys, stack)).toEqual([
    "failure: there is no ssh key 'platform-team' in the account",
  ]);
  await key('AAAA');
  expect(await examined.findings(sshKeys, stack)).toEqual(["ok: the ssh key 'platform-team' is in the account"]);
  await key('BBBB');
  expect(await examined.findings(sshKeys, stack)).toEqual([
    "failure: 2 ssh keys of the account are called 'platform-team'",
  ]);
});
