import { string, type ProviderDefinition } from '../framework/schema';
import { matches } from '../framework/validators';
import { JsonClient } from '../http';
import { dnsRecord } from './dns-record';
import { ipRangesData } from './ip-ranges';
import { originCaCertificate } from './origin-ca-certificate';
import { originPullsCertificate, originPullsSettings } from './origin-pulls';
import { zoneData } from './zone';
import { zone } from './zone-resource';
import { zoneSetting } from './zone-setting';

const config = {
  api_token: string()
    .optional()
    .validate(matches(/[\w-]{40}/, 'an API token of 40 characters')),
  base_url: string().optional(),
  // Other ways to say who one is, which the local cloud does not have; accepted as the real provider does.
  api_key: string().optional(),
  api_user_service_key: string().optional(),
  email: string().optional(),
  user_agent_operator_suffix: string().optional(),
};

/** cloudflare/cloudflare, as far as the project uses it. */
export const cloudflare: ProviderDefinition<typeof config, JsonClient> = {
  config,
  configure: ({ api_token, base_url }, env) =>
    new JsonClient(
      'cloudflare',
      base_url ?? env.CLOUDFLARE_BASE_URL ?? 'https://api.cloudflare.com/client/v4',
      api_token ?? env.CLOUDFLARE_API_TOKEN ?? null,
    ),
  resources: {
    cloudflare_authenticated_origin_pulls_certificate: originPullsCertificate,
    cloudflare_authenticated_origin_pulls_settings: originPullsSettings,
    cloudflare_dns_record: dnsRecord,
    cloudflare_origin_ca_certificate: originCaCertificate,
    cloudflare_zone: zone,
    cloudflare_zone_setting: zoneSetting,
  },
  dataSources: { cloudflare_ip_ranges: ipRangesData, cloudflare_zone: zoneData },
};
