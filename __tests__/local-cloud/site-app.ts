/** The environment `local`, or a variation of it that a test asks for by VARIANT. */
import { App } from 'cdktf';
import { AppSource } from '../../constructs/app/app-source';
import { TrafficPolicy } from '../../constructs/load-balancer/traffic-policy';
import { MysqlDatabase } from '../../constructs/mysql/mysql-database';
import type { Environment } from '../../environments/environment';
import { local } from '../../environments/local';
import { threeServer } from '../../environments/three-server';
import { WebStack } from '../../stacks/web-stack';

const variants: Readonly<Record<string, (site: Environment['site']) => Environment['site']>> = {
  'five web servers': (site) => ({ ...site, web: { ...site.web, nodes: 5 } }),
  'new app': (site) => ({ ...site, app: { ...site.app, environment: { RELEASE: '2' } } }),
  'new nginx': (site) => ({ ...site, web: { ...site.web, staticFiles: { 'new.txt': 'new' } } }),
  'new haproxy': (site) => ({
    ...site,
    loadBalancer: { ...site.loadBalancer, traffic: TrafficPolicy.leastConnections() },
  }),
  'new limits': (site) => ({ ...site, loadBalancer: { ...site.loadBalancer, limits: { maxBodyBytes: 1_000_000 } } }),
  'as it is': (site) => site,
  'active-passive': (site) => ({
    ...site,
    loadBalancer: { ...site.loadBalancer, traffic: TrafficPolicy.activePassive() },
  }),
  'broken app': (site) => ({
    ...site,
    app: {
      ...site.app,
      source: AppSource.inline({
        files: { x: '' },
        build: 'echo this build is broken >&2; exit 3',
        start: '/bin/false',
      }),
    },
  }),
};

/** The environment `three-server`, with a database that may be deleted again. */
const smallDatabase = MysqlDatabase.selfHosted({ nodes: 2, volumeGb: 5, bufferPoolMb: 64, deletionProtection: false });

const app = new App();
new WebStack(app, 'local', (secrets) => {
  const environment = local(secrets);
  if (process.env.VARIANT === 'three servers') {
    return { ...environment, site: { ...threeServer(secrets).site, database: smallDatabase } };
  }
  return { ...environment, site: variants[process.env.VARIANT ?? 'as it is']!(environment.site) };
});
app.synth();
