import { number, string, type ProviderDefinition } from '../framework/schema';
import { JsonClient } from '../http';
import { droplet } from './droplet';
import { firewall } from './firewall';
import { reservedIp, reservedIpAssignment } from './reserved-ip';
import { sshKey, sshKeyData } from './ssh-key';
import { tag } from './tag';
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
    digitalocean_droplet: droplet,
    digitalocean_firewall: firewall,
    digitalocean_reserved_ip: reservedIp,
    digitalocean_reserved_ip_assignment: reservedIpAssignment,
    digitalocean_ssh_key: sshKey,
    digitalocean_tag: tag,
    digitalocean_volume: volume,
    digitalocean_volume_attachment: volumeAttachment,
    digitalocean_vpc: vpc,
  },
  dataSources: { digitalocean_ssh_key: sshKeyData },
};
