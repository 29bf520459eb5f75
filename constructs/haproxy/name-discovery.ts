import type { CloudConfig } from '../cloud-init/cloud-config';
import { sandbox } from '../droplet/sandbox';
import { startUnits } from '../cloud-init/start-units';

const STATE_FILE = '/var/lib/haproxy/server-state';

/**
 * How every HAProxy of this package finds its servers: by name, asked every second of the node's own resolver (a name's TTL is the
 * resolver's business). While names cannot be asked, the last known addresses stay: HAProxy holds a time in 31 bits of milliseconds,
 * 24 days are "for ever".
 */
export const RESOLVERS = `resolvers private
  parse-resolv-conf
  accepted_payload_size 8192
  resolve_retries 3
  timeout resolve 1s
  timeout retry 500ms
  hold valid 1s
  # A server that left its tier's name goes after this.
  hold obsolete 10s
  hold nx 24d
  hold timeout 24d
  hold refused 24d
  hold other 24d
`;

/** In `global`: where addresses outlive the process. */
export const SERVER_STATE = `server-state-file ${STATE_FILE}`;

/** In `defaults`. */
export const LOAD_SERVER_STATE = 'load-server-state-from-file global';

/** On each server, or in `default-server`: a start while names cannot be asked goes on with the addresses of the last process. */
export const BY_NAME = 'resolvers private resolve-prefer ipv4 init-addr last,none';

/** A loop, not a timer: starting a unit takes more processor time, in systemd and journald, than what it does. */
const SAVE_UNIT = `[Unit]
Description=Save the addresses that HAProxy knows
After=haproxy.service
StartLimitIntervalSec=0
[Service]
ExecStart=/bin/sh -c 'while sleep 5; do echo "show servers state" | socat -t 2 - UNIX-CONNECT:/run/haproxy/admin.sock >${STATE_FILE}.new && test -s ${STATE_FILE}.new && mv ${STATE_FILE}.new ${STATE_FILE}; done'
Restart=always
RestartSec=5
${sandbox({ capabilities: ['CAP_DAC_OVERRIDE'], writes: ['/var/lib/haproxy'], families: ['AF_UNIX'] })}[Install]
WantedBy=multi-user.target
`;

/** Keeps the server state file current. For nodes whose configuration has the three lines above; after HAProxy's own part. */
export const serverState: CloudConfig = {
  packages: ['haproxy', 'socat'],
  files: [{ path: '/etc/systemd/system/haproxy-server-state.service', content: SAVE_UNIT }],
  commands: [startUnits('haproxy-server-state.service')],
};
