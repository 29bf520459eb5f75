import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Monitoring } from '../../constructs/monitoring/monitoring';
import type { Environment } from '../../environments/environment';
import { visitorCaFile } from '../../local-cloud/network/edge-certificates';
import { SINK_URL, alertSink } from './sink';

/** The site with monitoring of its own; each monitoring droplet keeps what it sends. Terraform's state lies beside the edge's authority. */
export function watched(site: Environment['site']): Environment['site'] {
  return {
    ...site,
    // For the facts about workers and schedules.
    app: {
      ...site.app!,
      workers: { idle: { start: 'sleep infinity' } },
      schedules: { idle: { calendar: 'hourly', run: 'true' } },
    },
    monitoring: Monitoring.selfHosted({
      email: ['oncall@foobar.com'],
      webhooks: [`${SINK_URL}/people`],
      deadMansSwitch: `${SINK_URL}/switch`,
      size: 's-1vcpu-2gb',
      image: 'debian-13-x64',
      probeCa: readFileSync(visitorCaFile(dirname(process.env.LOCAL_CLOUD_TFSTATE!)), 'utf8'),
      extraCloudInit: [alertSink],
    }),
  };
}
