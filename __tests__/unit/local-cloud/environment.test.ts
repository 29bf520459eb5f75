import { execFileSync } from 'node:child_process';
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
