import { AppSource } from '../constructs/app/app-source';
import { Failover } from '../constructs/load-balancer/failover/failover';
import { TrafficPolicy } from '../constructs/load-balancer/traffic-policy';
import { Monitoring } from '../constructs/monitoring/monitoring';
import { MysqlBackups } from '../constructs/mysql/backups/mysql-backups';
import { MysqlDatabase } from '../constructs/mysql/database/mysql-database';
import type { AppProps } from '../constructs/web-infrastructure';
import { readGivenApp } from '../local-cloud/app/given-app';
import type { EnvironmentFactory } from './environment';

/** `npm start` says where the local cloud is; Terraform's state lies with it, so that both end together. */
const { LOCAL_CLOUD_PORT: port = '8790', LOCAL_CLOUD_TFSTATE: path, LOCAL_CLOUD_APP: app } = process.env;
const api = `http://127.0.0.1:${port}`;
/** Where droplets find the cloud's API: beside their metadata. */
const apiOfDroplets = 'http://169.254.169.254:8790';

/** Production's shape on the local cloud. Its endpoints are on loopback: a deploy of it never touches a real one. */
export const local: EnvironmentFactory = ({ failoverToken, backupKey }) => ({
  state: { kind: 'file', path },
  endpoints: { digitalOcean: api, cloudflare: `${api}/client/v4` },
  site: {
    domain: 'www.foobar.com',
    region: 'fra1',
    access: { sshKeys: ['platform-team'], adminCidrs: ['198.51.100.128/25'] },
    loadBalancer: {
      nodes: 2,
      size: 's-1vcpu-1gb',
      image: 'debian-13-x64',
      traffic: TrafficPolicy.roundRobin(),
      failover: Failover.reservedIp({ token: failoverToken, apiEndpoint: apiOfDroplets }),
    },
    web: { nodes: 2, size: 's-1vcpu-1gb', image: 'debian-13-x64' },
    app: {
      nodes: 2,
      size: 's-1vcpu-1gb',
      image: 'debian-13-x64',
      ...(app ? givenApp(app) : { source: AppSource.sample() }),
    },
    database: MysqlDatabase.selfHosted({
      nodes: 3,
      size: 's-2vcpu-4gb',
      image: 'debian-13-x64',
      volumeGb: 5,
      bufferPoolMb: 64,
      deletionProtection: false,
      backups: MysqlBackups.toSpaces({
        bucket: 'foobar-backups',
        region: 'fra1',
        endpoint: 'http://169.254.169.254:8793',
        ...backupKey,
      }),
    }),
    // Read with `npm run local -- mailbox`; the webhook keeps what comes, in Slack's place.
    monitoring: Monitoring.standard({
      email: ['oncall@foobar.com'],
      slack: [{ channel: '#oncall', url: `${api}/local/webhook` }],
    }),
  },
});

/** The app of `npm start -- --app`. */
function givenApp(file: string): Pick<AppProps, 'source' | 'environment' | 'release' | 'workers' | 'healthCheck'> {
  const { start, build, packages, sha256, release, environment, healthCheckPath: path, ...app } = readGivenApp(file);
  const workers = Object.fromEntries(Object.entries(app.workers).map(([name, start]) => [name, { start }]));
  const url = `${apiOfDroplets}/archives/${sha256}`;
  const source = AppSource.archive(url, { sha256, start, build, packages });
  return { source, environment, release, workers, ...(path !== undefined && { healthCheck: { path } }) };
}
