/** The environment `local`, or a variation of it that a test asks for by VARIANT. */
import { App, Token, ref } from 'cdktf';
import { TrafficPolicy } from '../../constructs/load-balancer/traffic-policy';
import { MysqlBackups } from '../../constructs/mysql/backups/mysql-backups';
import { MysqlDatabase } from '../../constructs/mysql/mysql-database';
import { TlsCertificate } from '../../constructs/tls/tls-certificate';
import { variants as drillVariants } from '../../drills/variants';
import type { Environment, Secrets } from '../../environments/environment';
import { local } from '../../environments/local';
import { threeServer } from '../../environments/three-server';
import { WebStack } from '../../stacks/web-stack';

/** Where droplets find the local cloud's APIs and its object storage. */
const API_OF_DROPLETS = 'http://169.254.169.254:8790';
const SPACES_OF_DROPLETS = 'http://169.254.169.254:8793';

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

/** The environment `three-server`, with a pair or a group that may be deleted again. */
const DATABASE_NODES: Readonly<Record<string, number>> = { 'three servers': 2, 'a group': 3 };

const smallDatabase = (nodes: number, { backupKey }: Secrets) =>
  MysqlDatabase.selfHosted({
    nodes,
    volumeGb: 5,
    bufferPoolMb: 64,
    deletionProtection: false,
    backups: MysqlBackups.toSpaces({
      bucket: 'foobar-backups',
      region: 'fra1',
      endpoint: SPACES_OF_DROPLETS,
      ...backupKey,
    }),
  });

const app = new App();
new WebStack(app, 'local', (secrets) => {
  const environment = local(secrets);
  const nodes = DATABASE_NODES[process.env.VARIANT ?? ''];
  if (nodes) {
    return { ...environment, site: { ...threeServer(secrets).site, database: smallDatabase(nodes, secrets) } };
  }
  return { ...environment, site: variants[process.env.VARIANT ?? 'as-it-is']!(environment.site) };
});
app.synth();
