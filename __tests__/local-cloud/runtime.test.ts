import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ProxyAgent, fetch } from 'undici';
import {
  API_PORT,
  EDGE_ADDRESS,
  INTERNET_ADDRESS,
  INTERNET_PORT,
  METADATA_ADDRESS,
  VISITOR_ADDRESS,
} from '../../local-cloud/addresses';
import { HostRuntime } from '../../local-cloud/droplet/host-runtime';
import { missingHostPackages } from '../../local-cloud/host/packages';
import { run } from '../../host/run';
import { buildImage } from '../../local-cloud/image/build';
import { EdgeCertificates, visitorCaFile } from '../../local-cloud/network/edge-certificates';
import { EMPTY_NETWORK } from '../../local-cloud/network/router-files';
import type { DropletSpec, NetworkState, VolumeSpec } from '../../local-cloud/runtime';
import { readSettings } from '../../local-cloud/settings';
import { leftovers } from './leftovers';
import { npmRegistry, packageRegistries } from './package-registries';

const RESERVED = '203.0.113.200';
const USER_DATA = `#cloud-config
package_update: true
packages: [nginx, python3-venv]
runcmd:
  - [sh, -c, hostname > /var/www/html/index.html]
  - [sh, -euc, python3 -m venv /opt/venv && /opt/venv/bin/pip install --quiet six]
`;

jest.setTimeout(180_000);

const settings = {
  ...readSettings({ LOCAL_CLOUD_RUN: 'rt', LOCAL_CLOUD_PORT: '18790' }),
  internet: packageRegistries(),
  stateDir: mkdtempSync(join(tmpdir(), 'local-cloud-rt-')),
};

function droplet(id: number, name: string, lastByte: number): DropletSpec {
  return {
    ...{ id, name: `${name}.int.foobar.com`, region: 'fra1', image: 'ubuntu-24-04-x64', vpcId: 'vpc' },
    ...{ vcpus: 1, memoryMb: 1024, diskGb: 10, tags: ['web'], userData: USER_DATA, sshKeys: [] },
    ...{ publicIp: `203.0.113.${lastByte}`, privateIp: `10.20.0.${lastByte}` },
  };
}

const first = droplet(1001, 'web-1', 2);
const second = droplet(1002, 'web-2', 3);
const volume: VolumeSpec = { id: 'volume-1', name: 'data', sizeGb: 1, filesystem: { type: 'ext4', label: 'data' } };
const httpFromAnywhere = {
  protocol: 'tcp' as const,
  ports: { first: 80, last: 80 },
  peers: { addresses: ['0.0.0.0/0'], dropletIds: [], tags: [] },
};

/** Both droplets, the reserved IP at one of them, www.foobar.com behind the edge. */
function network(holder: DropletSpec, firewalled: boolean): NetworkState {
  const record = { name: 'www.foobar.com', type: 'A' as const, content: RESERVED, ttl: 1, proxied: true };
  return {
    vpcs: [{ id: 'vpc', cidr: '10.20.0.0/20' }],
    droplets: [first, second],
    firewalls: firewalled
      ? [{ id: 'web', dropletIds: [], tags: ['web'], inbound: [httpFromAnywhere], outbound: [] }]
      : [],
    reservedIps: [{ ip: RESERVED, dropletId: holder.id }],
    zones: [
      {
        name: 'foobar.com',
        records: [record],
        edge: { ssl: 'flexible', minTlsVersion: '1.2', alwaysUseHttps: true, originPull: null, hsts: null },
      },
    ],
    originCa: '',
  };
}

async function eventually<T>(what: string, milliseconds: number, probe: () => Promise<T | undefined>): Promise<T> {
  for (const deadline = Date.now() + milliseconds; ; await wait(50)) {
    const found = await probe().catch(() => undefined);
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${milliseconds / 1000} s`);
  }
}

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
if (!isRoot) {
  const why = 'the droplet runtime needs root on Linux: nothing of it was tested';
  if (process.env.CI) throw new Error(why);
  console.warn(`SKIPPED: ${why}`);
}
const onMachine = isRoot ? describe : describe.skip;

onMachine('the droplet runtime', () => {
  let runtime: HostRuntime;

  beforeAll(async () => {
    const missing = await missingHostPackages();
    if (missing.length > 0) throw new Error(`Debian packages are missing: ${missing.join(' ')}`);
    await buildImage(settings, () => undefined);
    runtime = new HostRuntime(settings);
    await runtime.up();
  }, 600_000);

  afterAll(async () => {
    await runtime.down();
    rmSync(settings.stateDir, { recursive: true, force: true });
  }, 30_000);

  const visit = async (url: string) => {
    const ca = readFileSync(visitorCaFile(settings.stateDir), 'utf8');
    const dispatcher = new ProxyAgent({
      uri: `http://127.0.0.1:${settings.visitorProxyPort}`,
      requestTls: { ca },
    });
    const answer = await fetch(url, { dispatcher, redirect: 'manual', signal: AbortSignal.timeout(3000) });
    const body = (await answer.text()).trim();
    await dispatcher.close();
    return { status: answer.status, body, location: answer.headers.get('location') };
  };
  const reaches = (from: DropletSpec, address: string, port: number) =>
    runtime.exec(from.id, ['timeout', '3', 'bash', '-c', `</dev/tcp/${address}/${port}`]).then(
      () => true,
      () => false,
    );

  test('boots droplets with their user-data until cloud-init is done', async () => {
    await runtime.applyNetwork(EMPTY_NETWORK);
    await runtime.applyNetwork(network(first, false));
    await Promise.all([first, second].map((one) => runtime.powerOn(one, [])));
    const states = await Promise.all(
      [first, second].map(({ id }) =>
        eventually('cloud-init', 120_000, async () => {
          const { power, bootstrap } = await runtime.status(id);
          return bootstrap === 'unknown' || bootstrap === 'running' ? undefined : { power, bootstrap };
        }),
      ),
    );
    expect(states).toEqual([
      { power: 'on', bootstrap: 'done' },
      { power: 'on', bootstrap: 'done' },
    ]);
  });

  test("installs from the host's package indexes while it boots, and reaches nothing else", async () => {
    expect(await runtime.exec(first.id, ['/opt/venv/bin/python', '-c', 'import six; print(six.__name__)'])).toBe(
      'six\n',
    );
    const status = (url: string) =>
      runtime.exec(first.id, [
        'bash',
        '-lc',
        `curl -s -o /dev/null -m 20 -w '%{http_code} %{http_connect}' ${url} || :`,
      ]);
    expect(await status(npmRegistry())).toBe('200 200');
    expect(await status('https://example.com/')).toBe('000 403');
    // Straight to the proxy, past NO_PROXY: the host's own services.
    const proxy = `-x http://${INTERNET_ADDRESS}:${INTERNET_PORT} --noproxy none`;
    expect(await status(`${proxy} http://127.0.0.1:${settings.visitorProxyPort}/`)).toBe('403 000');
  });

  test('serves the site to visitors over https through the edge', async () => {
    expect(await visit('http://www.foobar.com/a?b')).toMatchObject({
      status: 301,
      location: 'https://www.foobar.com/a?b',
    });
    expect(await visit('https://www.foobar.com/')).toMatchObject({ status: 200, body: 'web-1' });
  });

  test('opens what the firewall allows and nothing else', async () => {
    expect(await reaches(second, first.privateIp, 22)).toBe(true);
    expect(await reaches(second, INTERNET_ADDRESS, INTERNET_PORT)).toBe(true);
    await runtime.applyNetwork(network(first, true));
    expect(await reaches(second, first.privateIp, 22)).toBe(false);
    expect(await reaches(second, INTERNET_ADDRESS, INTERNET_PORT)).toBe(false);
    expect(await visit(`http://${first.publicIp}/`)).toMatchObject({ status: 200, body: 'web-1' });
    await expect(visit(`http://${first.privateIp}/`)).rejects.toThrow();
  });

  test("answers a droplet's names, and takes its requests to the cloud's API", async () => {
    const names = await runtime.exec(second.id, ['getent', 'ahostsv4', 'www.foobar.com']);
    expect(names).toContain(EDGE_ADDRESS);
    const api = createServer((request, response) => response.end(`API ${request.url}`));
    await new Promise<void>((resolve) => api.listen(join(settings.stateDir, 'api.sock'), resolve));
    const url = `http://${METADATA_ADDRESS}:${API_PORT}/v2/account`;
    const answer = await runtime.exec(second.id, ['curl', '-sS', '-m', '5', url]);
    await new Promise((resolve) => api.close(resolve));
    expect(answer).toBe('API /v2/account');
  });

  test('moves the reserved IP at once', async () => {
    const start = performance.now();
    await runtime.applyNetwork(network(second, true));
    console.info(`reserved IP moved in ${(performance.now() - start).toFixed(1)} ms`);
    expect(await visit('https://www.foobar.com/')).toMatchObject({ status: 200, body: 'web-2' });
  });

  test('trusts an origin by the Origin CA alone in strict mode, and shows it the client certificate', async () => {
    const caDirectory = mkdtempSync(join(tmpdir(), 'local-cloud-ca-'));
    const authority = await EdgeCertificates.open(caDirectory);
    const ca = readFileSync(visitorCaFile(caDirectory), 'utf8');
    const [origin, pull] = await Promise.all([authority.forZone('foobar.com'), authority.forZone('pull.example')]);
    rmSync(caDirectory, { recursive: true });
    const server = `server { listen 443 ssl; ssl_certificate /etc/nginx/o.crt; ssl_certificate_key /etc/nginx/o.key;
      ssl_client_certificate /etc/nginx/ca.crt; ssl_verify_client on;
      location / { return 200 "$ssl_client_s_dn $http_cf_connecting_ip $http_x_forwarded_proto"; } }`;
    for (const [file, text] of [
      ['o.crt', origin.certificate],
      ['o.key', origin.key],
      ['ca.crt', ca],
      ['conf.d/strict.conf', server],
    ] as const)
      await runtime.exec(second.id, ['sh', '-c', `cat > /etc/nginx/${file}`], text);
    await runtime.exec(second.id, ['systemctl', 'restart', 'nginx']);

    const strict = (originCa: string, originPull: NetworkState['zones'][number]['edge']['originPull']) => {
      const state = network(second, false);
      const zones = state.zones.map((zone) => ({
        ...zone,
        edge: { ...zone.edge, ssl: 'strict' as const, originPull },
      }));
      return runtime.applyNetwork({ ...state, originCa, zones });
    };
    await strict(ca, { certificate: pull.certificate, privateKey: pull.key });
    expect(await visit('https://www.foobar.com/')).toMatchObject({
      status: 200,
      body: `CN=pull.example ${VISITOR_ADDRESS} https`,
    });
    await strict(ca, null);
    expect(await visit('https://www.foobar.com/')).toMatchObject({ status: 400 });
    await strict(readFileSync(visitorCaFile(settings.stateDir), 'utf8'), null);
    expect(await visit('https://www.foobar.com/')).toMatchObject({ status: 526 });
    await runtime.exec(second.id, ['systemctl', 'stop', 'nginx']);
    expect(await visit('https://www.foobar.com/')).toMatchObject({ status: 521 });
    await runtime.exec(second.id, ['systemctl', 'start', 'nginx']);
  });

  test('keeps a volume attached and mounted over a reboot, and detaches it while mounted', async () => {
    const device = `/dev/disk/by-id/scsi-0DO_Volume_${volume.name}`;
    const script = `mkdir -p /mnt/data && echo '${device} /mnt/data ext4 defaults,nofail 0 2' >> /etc/fstab &&
      mount -t ext4 ${device} /mnt/data && echo kept > /mnt/data/file`;
    await runtime.createVolume(volume);
    await runtime.attachVolume(volume, first.id);
    await runtime.exec(first.id, ['sh', '-euc', script]);
    await runtime.reboot(first.id);
    const read = () => runtime.exec(first.id, ['cat', '/mnt/data/file']);
    expect(await eventually('the volume after the reboot', 30_000, read)).toBe('kept\n');
    await runtime.detachVolume(volume, first.id);
    await expect(runtime.exec(first.id, ['ls', device])).rejects.toThrow('No such file');
  });

  test('shuts a droplet down and boots it again from the same disk', async () => {
    await runtime.powerOff(first.id, 'shutdown');
    expect(await runtime.status(first.id)).toEqual({ power: 'off', bootstrap: 'unknown' });
    await runtime.powerOn(first, []);
    const page = () => runtime.exec(first.id, ['cat', '/var/www/html/index.html']);
    expect(await eventually('the page', 30_000, page)).toBe('web-1\n');
  });

  test('loses a frozen and a cut droplet in silence, and gets it back', async () => {
    const answers = () => visit(`http://${second.publicIp}/`);
    await runtime.freeze(second.id);
    await expect(answers()).rejects.toThrow();
    await runtime.thaw(second.id);
    expect(await answers()).toMatchObject({ body: 'web-2' });
    await runtime.cut(second.id);
    await expect(answers()).rejects.toThrow();
    await runtime.mend(second.id);
    expect(await eventually('the mended droplet', 30_000, answers)).toMatchObject({ body: 'web-2' });
  });

  test('takes up running droplets after the death of its process', async () => {
    const before = (await runtime.exec(first.id, ['cat', '/proc/sys/kernel/random/boot_id'])).trim();
    await runtime.close();
    runtime = new HostRuntime(settings);
    await runtime.up();
    await runtime.applyNetwork(network(second, true));
    await runtime.powerOn(first, []);
    expect((await runtime.exec(first.id, ['cat', '/proc/sys/kernel/random/boot_id'])).trim()).toBe(before);
  });

  test('destroys a droplet that the network no longer knows', async () => {
    const state = network(first, true);
    await runtime.applyNetwork({ ...state, droplets: [first] });
    await runtime.destroyDroplet(second.id);
    expect(await runtime.status(second.id)).toEqual({ power: 'off', bootstrap: 'unknown' });
    expect(await run('ip', ['netns', 'list'])).not.toContain(`rt-${second.id}`);
  });

  test('leaves nothing behind, also when its processes were killed, and comes up again', async () => {
    const supervisor = readFileSync(join(settings.stateDir, 'droplets', String(first.id), 'nspawn.pid'), 'utf8');
    process.kill(Number(supervisor), 'SIGKILL');
    await runtime.down();
    expect(await leftovers(settings)).toEqual([]);
    runtime = new HostRuntime(settings);
    await runtime.up();
    await runtime.applyNetwork(network(first, true));
    await runtime.powerOn(first, []);
    expect(await eventually('the site', 30_000, () => visit('https://www.foobar.com/'))).toBeDefined();
    await runtime.down();
    expect(await leftovers(settings)).toEqual([]);
  });
});
