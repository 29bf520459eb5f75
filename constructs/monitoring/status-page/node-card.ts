import { COMMAND } from '../../../host/command-name';
import { DISK_LEFT } from '../alerts/node-alerts';
import { busyProcessors, usedMemory } from '../dashboards/expressions';

/** Of the node at an address: a Go template fills it in. */
const ADDRESS = '{address="%s"}';
/** Per cent. */
const measured = (share: string) =>
  `100 * (${share.replaceAll('$__rate_interval', '1m')}) and on (address) up{job="node",address="%s"}`;

/** What is asked of each node; -1 when there is no answer. */
const ASKED = {
  up: `up{job="node",address="%s"}`,
  ready: `site_node_ready${ADDRESS}`,
  draining: `site_node_draining${ADDRESS}`,
  told: `time() - site_facts_timestamp_seconds${ADDRESS}`,
  master: `site_failover_master${ADDRESS}`,
  holds: `site_reserved_ip_here${ADDRESS}`,
  member: `site_mysql_member${ADDRESS}`,
  writer: `site_mysql_writer${ADDRESS}`,
  lag: `site_mysql_lag_seconds${ADDRESS}`,
  failed: `site_failed_units${ADDRESS}`,
  drifted: `site_drifted_files${ADDRESS}`,
  restart: `time() - site_reboot_required_since_seconds${ADDRESS}`,
  certificate: `(min by (address) (site_certificate_expiry_timestamp_seconds${ADDRESS}) - time()) / 86400`,
  disk: measured(`min by (address) (${DISK_LEFT})`),
  memory: measured(usedMemory('job="node"')),
  processors: measured(busyProcessors('job="node"')),
} as const;

type Asked = keyof typeof ASKED;

const number = (asked: Asked, decimals = 0) => `{{ printf "%.${decimals}f" $${asked} }}`;

const ROLES: readonly (readonly [condition: string, role: string])[] = [
  ['eq $master 1.0', 'active'],
  ['eq $master 0.0', 'standby'],
  ['eq $holds 1.0', 'has the reserved IP'],
  ['eq $writer 1.0', 'primary'],
  ['and (eq $member 1.0) (ne $writer 1.0)', `replica, ${number('lag', 1)} s behind`],
];

/** What is wrong; `down`: the node does not do its work. */
const COMPLAINTS: readonly (readonly [health: 'down' | 'degraded', condition: string, text: string])[] = [
  ['down', 'and (ne $ready 1.0) (ne $draining 1.0)', 'not ready: see its journal'],
  ['down', 'eq $member 0.0', `no member of the cluster: see ${COMMAND} mysql status`],
  ['degraded', 'eq $draining 1.0', 'draining: what it does goes to others'],
  ['degraded', 'gt $told 120.0', `has told nothing about itself for ${number('told')} s`],
  ['degraded', 'gt $failed 0.0', `${number('failed')} failed units: systemctl --failed`],
  ['degraded', 'gt $drifted 0.0', `${number('drifted')} files are not as they were deployed: site-facts drift`],
  ['degraded', 'gt $restart 120.0', 'security updates wait for a restart'],
  ['degraded', 'and (ge $disk 0.0) (lt $disk 15.0)', `its fullest disk has ${number('disk')} % left`],
  [
    'degraded',
    'and (ne $certificate -1.0) (lt $certificate 14.0)',
    `its certificate ends in ${number('certificate')} days`,
  ],
];

const MEASURES: readonly (readonly [asked: Asked, text: string])[] = [
  ['processors', `processors ${number('processors')} %`],
  ['memory', `memory ${number('memory')} %`],
  ['disk', `fullest disk ${number('disk')} % free`],
  ['certificate', `certificate ${number('certificate')} days`],
];

const when = (condition: string, text: string) => `{{ if ${condition} }}${text}{{ end }}`;

/** The Go template `node`: a card for a node, of whom the sample tells when it was heard last. */
export function nodeCard(): string {
  const asked = Object.entries(ASKED).map(
    ([name, expression]) =>
      `{{- $${name} := -1.0 }}{{ range query (printf \`${expression}\` $address) }}{{ $${name} = .Value }}{{ end }}`,
  );
  const judged = [...COMPLAINTS]
    .reverse()
    .sort(([one], [other]) => Number(one === 'down') - Number(other === 'down'))
    .map(([health, condition]) => `{{- if ${condition} }}{{ $health = "${health}" }}{{ end }}`);
  return `{{ define "node" -}}
{{ $address := .Labels.address }}{{ $health := "well" }}
${asked.join('\n')}
${judged.join('\n')}
{{- if ne $up 1.0 }}{{ $health = "down" }}{{ end -}}
<li class="node {{ $health }}" data-node="{{ .Labels.node }}">
<h3>{{ .Labels.node }} <span class="role">${ROLES.map(([condition, role]) => when(condition, ` — ${role}`)).join('')}</span></h3>
{{ if ne $up 1.0 -}}
<span class="health down">○ lost</span>
<p class="down">does not answer; heard last at ${time('.Value', '2006-01-02 15:04:05')}</p>
{{- else -}}
{{ template "health" $health }}
${COMPLAINTS.map(([health, condition, text]) => `{{- if ${condition} }}\n<p class="${health}">${text}</p>{{ end }}`).join('\n')}
<p class="quiet measures">${MEASURES.map(([name, text]) => when(`ne $${name} -1.0`, `<span>${text}</span>`)).join(' ')}</p>
{{- end }}
</li>
{{- end }}
`;
}

/** A moment in UTC; `value` is in seconds since 1970. */
export function time(value: string, format: string): string {
  return `<time>{{ (toTime ${value}).UTC.Format "${format}" }}Z</time>`;
}
