/** The environment `local`, or a variation of it that a test asks for by VARIANT. */
import { App, Token, ref } from 'cdktf';
import { TrafficPolicy } from '../../constructs/load-balancer/traffic-policy';
import { MysqlBackups } from '../../constructs/mysql/backups/mysql-backups';
import { MysqlDatabase } from '../../constructs/mysql/database/mysql-database';
import type { SelfHostedMysqlOptions } from '../../constructs/mysql/self-hosted-mysql';
import { TlsCertificate } from '../../constructs/tls/tls-certificate';
import { variants as drillVariants, varied, type Variants } from '../../drills/variants';
import type { Secrets } from '../../environments/environment';
import { local } from '../../environments/local';
import { threeServer } from '../../environments/three-server';
import { WebStack } from '../../stacks/web-stack';
import { processes } from './app-processes';
import { unfitApp } from './unfit-app';

/** Where droplets find the local cloud's APIs and its object storage. */
const API_OF_DROPLETS = 'http://169.254.169.254:8790';
const SPACES_OF_DROPLETS = 'http://169.254.169.254:8793';

const variants: Variants = {
  ...drillVariants,
  'active-passive': (site) => ({
    ...site,
    loadBalancer: { ...site.loadBalancer, traffic: TrafficPolicy.activePassive() },
  }),
  managed: (site) => ({
    ...site,
    tlsBetweenTiers: true,
    app: { ...site.app!, ...processes },
    database: MysqlDatabase.managed({
      standbyNodes: 1,
      readReplicas: 1,
      size: 'db-s-1vcpu-2gb',
      settings: { waitTimeoutSeconds: 900, requirePrimaryKey: true },
      deletionProtection: false,
    }),
  }),
  // Time to boot, and to be found unfit.
  'unfit-app': (site) => ({ ...site, app: { ...site.app, source: unfitApp, readinessTimeout: 120 } }),
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

/** The environment `three-server`, with databases that may be deleted again. */
const DATABASES: Readonly<Record<string, SelfHostedMysqlOptions>> = {
  'three servers': { nodes: 2 },
  'a group': { nodes: 3 },
  'a group with an unknown setting': { nodes: 3, settings: { no_such_setting: 1 } },
  'a group with new passwords and settings': { nodes: 3, passwordVersion: 2, settings: { long_query_time: 1 } },
  'a group of five': { nodes: 5, passwordVersion: 2, settings: { long_query_time: 1 } },
};

const smallDatabase = (options: SelfHostedMysqlOptions, { backupKey }: Secrets) =>
  MysqlDatabase.selfHosted({
    volumeGb: 5,
    bufferPoolMb: 64,
    deletionProtection: false,
    backups: MysqlBackups.toSpaces({
      bucket: 'foobar-backups',
      region: 'fra1',
      endpoint: SPACES_OF_DROPLETS,
      ...backupKey,
    }),
    ...options,
  });

/** A site with one server, whose database moves. */
function moving(secrets: Secrets): Readonly<Record<string, MysqlDatabase>> {
  const selfHosted = smallDatabase({ nodes: 3 }, secrets);
  const managed = MysqlDatabase.managed({ standbyNodes: 1, size: 'db-s-1vcpu-2gb', deletionProtection: false });
  return {
    'self-hosted': selfHosted,
    'from self-hosted to managed': MysqlDatabase.migrating({ from: selfHosted, to: managed }),
    'managed alone': managed,
    'from managed to self-hosted': MysqlDatabase.migrating({ from: managed, to: selfHosted }),
  };
}

const app = new App();
new WebStack(app, 'local', (secrets) => {
  const environment = local(secrets);
  const database = DATABASES[process.env.VARIANT ?? ''];
  if (database) {
    return { ...environment, site: { ...threeServer(secrets).site, database: smallDatabase(database, secrets) } };
  }
  const moved = moving(secrets)[process.env.VARIANT ?? ''];
  if (moved) {
    const { site } = threeServer(secrets);
    return { ...environment, site: { ...site, web: { ...site.web, nodes: 1 }, database: moved } };
  }
  return { ...environment, site: varied(environment.site, process.env.VARIANT, variants) };
});
app.synth();
