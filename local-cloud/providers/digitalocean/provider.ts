import { number, string, type ProviderDefinition } from '../framework/schema';
import { JsonClient } from '../http';
import { certificate } from './certificate';
import { databaseCaData } from './database-ca';
import { databaseCluster } from './database-cluster';
import { databaseDb } from './database-db';
import { databaseFirewall } from './database-firewall';
import { databaseMysqlConfig } from './database-mysql-config';
import { databaseReplica } from './database-replica';
import { databaseUser } from './database-user';
import { domain } from './domain';
import { droplet } from './droplet';
import { firewall } from './firewall';
import { monitorAlert } from './monitor-alert';
import { project } from './project';
import { projectResources } from './project-resources';
import { record } from './record';
import { reservedIp, reservedIpAssignment } from './reserved-ip';
import { sshKey, sshKeyData } from './ssh-key';
import { tag } from './tag';
import { uptimeAlert, uptimeCheck } from './uptime';
import { volume, volumeAttachment } from './volume';
import { vpc } from './vpc';

const config = {
  token: string().optional(),
  api_endpoint: string().optional(),
  // Accepted as the real provider does; they change nothing on loopback.
  spaces_endpoint: string().optional(),
  spaces_access_id: string().optional(),
  spaces_secret_key: string().optional(),
  requests_per_second: number().optional(),
  http_retry_max: number().optional(),
  http_retry_wait_min: number().optional(),
  http_retry_wait_max: number().optional(),
};

/** digitalocean/digitalocean, as far as the project uses it. */
export const digitalocean: ProviderDefinition<typeof config, JsonClient> = {
  config,
  configure: ({ token, api_endpoint }, env) =>
    new JsonClient(
      'digitalocean',
      api_endpoint ?? env.DIGITALOCEAN_API_URL ?? 'https://api.digitalocean.com',
      token ?? env.DIGITALOCEAN_TOKEN ?? env.DIGITALOCEAN_ACCESS_TOKEN ?? null,
    ),
  resources: {
    digitalocean_certificate: certificate,
    digitalocean_database_cluster: databaseCluster,
    digitalocean_database_db: databaseDb,
    digitalocean_database_firewall: databaseFirewall,
    digitalocean_database_mysql_config: databaseMysqlConfig,
    digitalocean_database_replica: databaseReplica,
    digitalocean_database_user: databaseUser,
    digitalocean_domain: domain,
    digitalocean_droplet: droplet,
    digitalocean_firewall: firewall,
    digitalocean_monitor_alert: monitorAlert,
    digitalocean_project: project,
    digitalocean_project_resources: projectResources,
    digitalocean_record: record,
    digitalocean_reserved_ip: reservedIp,
    digitalocean_reserved_ip_assignment: reservedIpAssignment,
    digitalocean_ssh_key: sshKey,
    digitalocean_tag: tag,
    digitalocean_uptime_alert: uptimeAlert,
    digitalocean_uptime_check: uptimeCheck,
    digitalocean_volume: volume,
    digitalocean_volume_attachment: volumeAttachment,
    digitalocean_vpc: vpc,
  },
  dataSources: { digitalocean_database_ca: databaseCaData, digitalocean_ssh_key: sshKeyData },
};
