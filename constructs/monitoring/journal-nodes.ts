import type { CloudConfig } from '../cloud-init/cloud-config';
import type { NodeSettings } from '../droplet/node-settings';
import { WITH_NETLINK, sandbox } from '../droplet/sandbox';
import { SettingsForm } from '../droplet/settings-form';
import { HAPROXY_SERVICE } from '../haproxy/haproxy-sandbox';
import { PORTS } from './ports';
import { startUnits, startUnitsSoon } from '../cloud-init/start-units';

const DIRECTORY = '/etc/site-journal';
const CA = `${DIRECTORY}/ca.pem`;
const SENDER = `${DIRECTORY}/sender.pem`;
const RECEIVER = `${DIRECTORY}/receiver.pem`;
/** Most bytes of what Terraform fills in, in base64: of elliptic curves. */
const SIZES = { ca: 900, pair: 1700 };
const STARTED = '/var/lib/site-journal/started';
const RECEIVE = 'receive-journals.service';
/** Where the monitoring droplets keep what they get. */
export const RECEIVED = '/var/log/journal/remote';

/** In base64, of PEM; `pair`: a certificate and its key. */
interface Identity {
  readonly ca: string;
  readonly pair: string;
}

/** They read the id of the boot in /proc. */
const CONFINED = `Restart=always
${sandbox({ families: WITH_NETLINK, seesProcesses: true })}`;

/** The distribution's own units, which know nothing of the site: one of them would listen on every address. */
const NOT_THE_PACKAGES: readonly string[] = [
  ...['systemctl', 'mask', '--now', 'systemd-journal-gatewayd.socket', 'systemd-journal-remote.socket'],
  'systemd-journal-upload.service',
];

/** What a node carries that sends its journal to each of `receivers`, full private names. */
export function journalSender(receivers: readonly string[], identity: Identity): CloudConfig {
  const units = receivers.map((name) => `send-journal@${name}.service`);
  return {
    packages: ['iproute2', 'systemd-journal-remote'],
    files: [
      { path: CA, base64: identity.ca, size: SIZES.ca },
      { path: SENDER, mode: '0600', base64: identity.pair, size: SIZES.pair },
      { path: '/etc/systemd/system/send-journal@.service', content: SEND_UNIT },
      { path: '/etc/systemd/system/send-journal.service', content: startUnit(units) },
    ],
    commands: [NOT_THE_PACKAGES, startUnitsSoon('send-journal.service')],
  };
}

/** A receiver that is away is tried again ever more rarely, until once a minute; the cursor tells from where to go on. */
const SEND_UNIT = `[Unit]
Description=Sends this node's journal to %i
StartLimitIntervalSec=0
[Service]
ExecStart=/usr/lib/systemd/systemd-journal-upload --url=https://%i:${PORTS.journal} --save-state=/var/lib/site-journal-%i/cursor --key=%d/pair.pem --cert=%d/pair.pem --trust=%d/ca.pem
DynamicUser=yes
SupplementaryGroups=systemd-journal
StateDirectory=site-journal-%i
LoadCredential=ca.pem:${CA}
LoadCredential=pair.pem:${SENDER}
${CONFINED}# It ends so when nobody takes the journal.
SuccessExitStatus=1
RestartSec=5
RestartSteps=4
RestartMaxDelaySec=60
WatchdogSec=3min
Nice=5
`;

/**
 * Whoever asks for a name before it exists is told so for half an hour. The monitoring droplets measure this node when all of them have their
 * names: not before one of them is connected to its node-exporter.
 */
function startUnit(units: readonly string[]): string {
  const measured = `ss -Hnt state established "( sport = :${PORTS.node} )" | grep -q .`;
  const wait = `until [ -e ${STARTED} ] || ${measured}; do sleep 2; done; touch ${STARTED}`;
  return `[Unit]
Description=Sends this node's journal, once there is somebody who takes it
After=network-online.target
Wants=network-online.target
[Service]
Type=oneshot
StateDirectory=site-journal
ExecStart=/bin/sh -c '${wait}; exec systemctl start --no-block ${units.join(' ')}'
TimeoutStartSec=infinity
${sandbox({ families: WITH_NETLINK, seesProcesses: true })}[Install]
WantedBy=multi-user.target
`;
}

/**
 * In front of journal-remote, which Debian and Ubuntu build without GnuTLS: it could not tell whose certificate a node shows. Connections
 * are kept between two lines of a quiet node.
 */
const TLS_CONFIGURATION = `global
  user haproxy
  group haproxy
  ssl-default-bind-options ssl-min-ver TLSv1.2
defaults
  mode tcp
  timeout connect 5s
  timeout client 1h
  timeout server 1h
listen journals
  # The second: what a droplet takes its own name for (/etc/hosts, by cloud-init).
  bind "\${LISTEN}",127.0.1.1:${PORTS.journal} ssl crt ${RECEIVER} ca-file ${CA} verify required
  server journal-remote 127.0.0.1:${PORTS.journalInClear}
`;
const TLS_UNIT = `[Unit]
Description=Lets nodes with a certificate send their journals
After=network-online.target
Wants=network-online.target
StartLimitIntervalSec=0
[Service]
ExecStart=/usr/local/sbin/on-private-address /usr/bin/env LISTEN=ADDRESS:${PORTS.journal} /usr/sbin/haproxy -db -f ${DIRECTORY}/receiver.cfg
Restart=always
RestartSec=2
${HAPROXY_SERVICE}[Install]
WantedBy=multi-user.target
`;
const RECEIVE_UNIT = `[Unit]
Description=Takes the journals of all nodes
StartLimitIntervalSec=0
[Service]
ExecStart=/usr/lib/systemd/systemd-journal-remote --listen-http=127.0.0.1:${PORTS.journalInClear} --output=${RECEIVED}/
User=systemd-journal-remote
LogsDirectory=journal/remote
${CONFINED}RestartSec=2
LimitNOFILE=65536
Nice=5
[Install]
WantedBy=multi-user.target
`;

/** What a monitoring droplet carries, beside a sender, that takes the journals of all nodes. */
export function journalReceiver({ pair }: Pick<Identity, 'pair'>): CloudConfig {
  return {
    packages: ['haproxy', 'systemd-journal-remote'],
    files: [
      { path: RECEIVER, mode: '0600', base64: pair, size: SIZES.pair },
      { path: `${DIRECTORY}/receiver.cfg`, content: TLS_CONFIGURATION },
      { path: '/etc/systemd/system/receive-journals-tls.service', content: TLS_UNIT },
      { path: `/etc/systemd/system/${RECEIVE}`, content: RECEIVE_UNIT },
    ],
    commands: [['systemctl', 'mask', '--now', 'haproxy.service'], startUnits(RECEIVE, 'receive-journals-tls.service')],
  };
}

/** How much the received journals may take: changed without another droplet, which would lose them. */
export function journalSettings(maxGb: number): NodeSettings {
  return {
    files: [
      {
        path: '/etc/systemd/journal-remote.conf.d/site.conf',
        form: SettingsForm.lines('\\[Remote\\]|(MaxUse|KeepFree)=[0-9]+[KMG]'),
        content: `[Remote]\nMaxUse=${maxGb}G\nKeepFree=1G\n`,
      },
    ],
    apply: [['systemctl', 'try-restart', RECEIVE]],
  };
}
