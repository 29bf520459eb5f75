import { execFileSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { clientEnvironment } from '../../../local-cloud/client';
import { renderExports } from '../../../local-cloud/render-exports';
import { readSettings } from '../../../local-cloud/settings';

const DAEMON = {
  api: 'http://127.0.0.1:8790',
  apiByTls: 'https://127.0.0.1:8794',
  authority: "/srv/somebody's clouds/$HOME/visitor-ca.pem",
  tokens: { digitalOcean: 'dop_v1_1', fullAccess: 'dop_v1_3', cloudflare: 'c1', failover: 'dop_v1_2' },
};

test('a shell that evaluates the variables has the addresses of both APIs, by TLS too, and the file of the authority', () => {
  const script = `${renderExports(clientEnvironment(DAEMON))}\nenv`;
  const lines = execFileSync('sh', ['-euc', script], { encoding: 'utf8', env: { PATH: process.env.PATH } }).split('\n');
  expect(lines.filter((line) => /^(DIGITALOCEAN|CLOUDFLARE|LOCAL_CLOUD)_/.test(line)).sort()).toEqual([
    'CLOUDFLARE_API_TOKEN=c1',
    'CLOUDFLARE_BASE_URL=http://127.0.0.1:8790/client/v4',
    'DIGITALOCEAN_ACCESS_TOKEN=dop_v1_3',
    'DIGITALOCEAN_API_URL=http://127.0.0.1:8790',
    'DIGITALOCEAN_TOKEN=dop_v1_3',
    "LOCAL_CLOUD_AUTHORITY=/srv/somebody's clouds/$HOME/visitor-ca.pem",
    'LOCAL_CLOUD_CLOUDFLARE_TLS_URL=https://127.0.0.1:8794/client/v4',
    'LOCAL_CLOUD_DIGITALOCEAN_TLS_URL=https://127.0.0.1:8794',
  ]);
});

test('each run has ports of its own', () => {
  const ports = (env: NodeJS.ProcessEnv) => {
    const { apiPort, apiTlsPort, visitorProxyPort, adminProxyPort } = readSettings(env);
    return [apiPort, visitorProxyPort, adminProxyPort, apiTlsPort];
  };
  expect(ports({})).toEqual([8790, 8791, 8792, 8794]);
  expect(ports({ LOCAL_CLOUD_PORT: '8890' })).toEqual([8890, 8891, 8892, 8894]);
});

test('root’s state is the system’s, and that of another user lies in the XDG directory for it', () => {
  const getuid = jest.spyOn(process, 'getuid');
  const stateDir = (uid: number, env: NodeJS.ProcessEnv) => {
    getuid.mockReturnValue(uid);
    return readSettings(env).stateDir;
  };
  try {
    expect(stateDir(0, { XDG_STATE_HOME: '/srv/state' })).toBe('/var/lib/local-cloud/lc');
    expect(stateDir(1000, { XDG_STATE_HOME: '/srv/state' })).toBe('/srv/state/local-cloud/lc');
    expect(stateDir(1000, { XDG_STATE_HOME: 'relative', LOCAL_CLOUD_RUN: 'own' })).toBe(
      join(homedir(), '.local/state/local-cloud/own'),
    );
    expect(stateDir(1000, { LOCAL_CLOUD_STATE: '/srv/mine' })).toBe('/srv/mine');
  } finally {
    getuid.mockRestore();
  }
});

test('droplets are real unless told otherwise, and of no third kind', () => {
  expect(readSettings({ LOCAL_CLOUD_STATE: '/nowhere' }).droplets).toBe('real');
  expect(readSettings({ LOCAL_CLOUD_STATE: '/nowhere', LOCAL_CLOUD_DROPLETS: 'none' }).droplets).toBe('none');
  expect(() => readSettings({ LOCAL_CLOUD_DROPLETS: 'some' })).toThrow(
    "droplets of the local cloud are 'real' or 'none', got 'some'",
  );
});

test('the pace is fast unless told otherwise', () => {
  expect(readSettings({ LOCAL_CLOUD_STATE: '/nowhere' }).pace).toBe('fast');
  expect(readSettings({ LOCAL_CLOUD_STATE: '/nowhere', LOCAL_CLOUD_PACE: 'real' }).pace).toBe('real');
  expect(() => readSettings({ LOCAL_CLOUD_PACE: 'slow' })).toThrow("the pace of the local cloud is 'fast' or 'real'");
});
