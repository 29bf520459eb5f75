/** The environment `local`, or a variation of it that a test asks for by VARIANT. */
import { App, Token, ref } from 'cdktf';
import { TrafficPolicy } from '../../constructs/load-balancer/traffic-policy';
import { MysqlDatabase } from '../../constructs/mysql/mysql-database';
import { TlsCertificate } from '../../constructs/tls/tls-certificate';
import { variants as drillVariants } from '../../drills/variants';
import type { Environment } from '../../environments/environment';
import { local } from '../../environments/local';
import { threeServer } from '../../environments/three-server';
import { WebStack } from '../../stacks/web-stack';

/** Where droplets find the local cloud's APIs. */
const API_OF_DROPLETS = 'http://169.254.169.254:8790';

const variants: Readonly<Record<string, (site: Environment['site']) => Environment['site']>> = {
  ...drillVariants,
  'active-passive': (site) => ({
    ...site,
    loadBalancer: { ...site.loadBalancer, traffic: TrafficPolicy.activePassive() },
  }),
  managed: (site) => ({
    ...site,
    database: MysqlDatabase.managed({
      standbyNodes: 1,
      readReplicas: 1,
      size: 'db-s-1vcpu-2gb',
      settings: { waitTimeoutSeconds: 900, requirePrimaryKey: true },
      deletionProtection: false,
    }),
  }),
  acme: (site) => ({
    ...site,
    tls: TlsCertificate.acme({
      email: 'platform@foobar.com',
      dnsToken: Token.asString(ref('var.cloudflare_api_token')),
      directory: `${API_OF_DROPLETS}/acme/directory`,
      apiEndpoint: `${API_OF_DROPLETS}/client/v4`,
      propagationSeconds: 0,
    }),
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
  return { ...environment, site: variants[process.env.VARIANT ?? 'as-it-is']!(environment.site) };
});
app.synth();
