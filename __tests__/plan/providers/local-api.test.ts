/** The stand-ins and the project's own APIs, with droplets that only exist on paper: what is applied is what a refresh finds. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Cloud } from '../../../local-cloud/api/cloud';
import { createAuthority, type KeyAndCertificate } from '../../../local-cloud/authority';
import { createApi } from '../../../local-cloud/api/server';
import { Store } from '../../../local-cloud/api/store';
import { MemoryRuntime } from '../../../local-cloud/memory-runtime';
import { askRegistryHost, reattachVariable } from '../../../local-cloud/providers/reattach';
import { serveResidentProviders, type ResidentProviders } from '../../../local-cloud/providers/wire/resident';
import { configuration } from './local-api-configuration';

const TERRAFORM = process.env.TERRAFORM_BINARY_NAME ?? 'terraform';
/** Uploaded as a certificate; made before the first test. */
let uploaded: KeyAndCertificate;

describe('a deploy with the stand-ins to the local APIs', () => {
  const api: { close(): Promise<unknown> }[] = [];
  let directory: string;
  let store: Store;
  let address: string;
  let token: string;
  let providers: ResidentProviders;
  let env: NodeJS.ProcessEnv;

  const terraform = async (...args: string[]) =>
    (await promisify(execFile)(TERRAFORM, [...args, '-no-color'], { cwd: directory, env })).stdout;
  const write = (size: string, volumeGb: number, ttl: number) =>
    writeFile(join(directory, 'main.tf.json'), JSON.stringify(configuration(uploaded, size, volumeGb, ttl)));

  beforeAll(async () => {
    uploaded = await createAuthority('CN=example.com');
    directory = await mkdtemp(join(tmpdir(), 'local-api-'));
    store = await Store.open(join(directory, 'state'), 'test');
    const server = createApi(new Cloud(store, new MemoryRuntime(), () => undefined));
    api.push(server);
    await server.listen({ port: 0, host: '127.0.0.1' });
    address = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
    token = store.issueToken('digitalocean', null);
    providers = await serveResidentProviders({
      DIGITALOCEAN_API_URL: address,
      DIGITALOCEAN_TOKEN: token,
      CLOUDFLARE_BASE_URL: `${address}/client/v4`,
      CLOUDFLARE_API_TOKEN: store.issueToken('cloudflare', null),
    });
    env = {
      ...process.env,
      CHECKPOINT_DISABLE: '1',
      TF_CLI_CONFIG_FILE: '/dev/null',
      TF_REATTACH_PROVIDERS: reattachVariable(providers.reattach, await askRegistryHost(TERRAFORM)),
    };
    await write('s-1vcpu-1gb', 10, 60);
    await terraform('init');
  });

  afterAll(async () => {
    await providers?.close();
    await Promise.all(api.map((one) => one.close()));
    await rm(directory, { recursive: true, force: true });
  });

  it('leaves nothing to do once it is applied', async () => {
    await terraform('apply', '-auto-approve');
    expect(await terraform('plan')).toContain('No changes.');
  });

  it('changes in place what can be, and leaves nothing to do', async () => {
    await write('s-2vcpu-2gb', 20, 120);
    expect(await terraform('apply', '-auto-approve')).toContain('0 added, 9 changed, 0 destroyed');
    expect(await terraform('plan')).toContain('No changes.');
  });

  it('plans a droplet anew that was deleted behind its back, and what hung on it', async () => {
    const { id } = store.state.droplets.find(({ name }) => name === 'web-1')!;
    const deleted = await fetch(`${address}/v2/droplets/${id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(deleted.status).toBe(204);
    const plan = await terraform('plan');
    expect(plan).toContain('digitalocean_droplet.web[0] will be created');
    expect(plan).toContain('digitalocean_volume_attachment.data will be created');
    expect(plan).toContain('digitalocean_reserved_ip_assignment.front will be created');
    await terraform('apply', '-auto-approve');
    expect(await terraform('plan')).toContain('No changes.');
  });

  it('takes up what is there by its id', async () => {
    const [, id] = /id\s+= "([^"]+)"/.exec(await terraform('state', 'show', 'digitalocean_vpc.main'))!;
    await terraform('state', 'rm', 'digitalocean_vpc.main');
    await terraform('import', 'digitalocean_vpc.main', id!);
    const alias = store.state.domains
      .find(({ name }) => name === 'example.com')!
      .records.find(({ type }) => type === 'CNAME')!;
    const shop = store.state.projects.find(({ name }) => name === 'shop')!;
    await terraform('state', 'rm', 'digitalocean_project.shop');
    await terraform('import', 'digitalocean_project.shop', shop.id);
    await terraform('state', 'rm', 'digitalocean_domain.other', 'digitalocean_record.alias');
    await terraform('import', 'digitalocean_domain.other', 'example.org');
    await terraform('import', 'digitalocean_record.alias', `example.com,${alias.id}`);
    expect(await terraform('plan')).toContain('No changes.');
  });

  it('destroys all of it', async () => {
    await terraform('destroy', '-auto-approve');
    const { droplets, domains, volumes, firewalls, vpcs, reservedIps, managedMysql, monitoring } = store.state;
    expect({ droplets, domains, volumes, firewalls, reservedIps, clusters: managedMysql!.clusters }).toEqual({
      clusters: [],
      domains: [],
      droplets: [],
      volumes: [],
      firewalls: [],
      reservedIps: [],
    });
    expect(store.state.certificates).toEqual([]);
    expect(store.state.projects).toMatchObject([{ name: 'Default', isDefault: true }]);
    expect(monitoring).toEqual({ policies: [], checks: [], speed: 1 });
    expect(vpcs.filter(({ name }) => name === 'main')).toEqual([]);
  });
});
