import { ANSWERS, FAILURES, FIRING, FIRST_CERTIFICATE_ENDS, SLOW } from '../dashboards/expressions';
import { allowanceLeft, sinceBackup } from '../dashboards/expressions';
import { TIERS, titleOf } from '../../tiers';
import { lastEvents } from './last-events';
import { nodeCard, time } from './node-card';
import { STATUS_PAGE_STYLE } from './status-page-style';

export interface StatusPageModel {
  /** The name that visitors use. */
  readonly site: string;
  /** Roles of the tiers, from the visitor inwards. */
  readonly tiers: readonly string[];
  /** Where docs/runbook.md is to be read; linked when it is a URL. */
  readonly runbook: string;
}

/** How often the page asks anew, seconds. */
const REFRESH = 10;
const WORDS = { well: '● well', degraded: '◐ wants attention', down: '○ down' };

/** When each node was heard last, for a day, under the name that it had then: a node that is lost still has one. */
const HEARD = 'last_over_time(site_facts_timestamp_seconds{tier="%[1]s"}[1d])';
const TARGETS = 'up{job="node",tier="%[1]s"}';
const NODES = `topk by (address) (1, ${HEARD}) and on (address) ${TARGETS}`;
const NEVER_HEARD = `${TARGETS} unless on (address) ${HEARD}`;
/** What is ready and, of the database, in its place. */
const WORKING = 'count((site_node_ready{tier="%[1]s"} == 1) unless on (address) (site_mysql_member == 0))';
const NOT_WORKING = 'count(up{job="node"} == 0 or site_node_ready == 0 or site_mysql_member == 0)';
const NO_PRIMARY = 'up{job="node",tier="mysql"} unless on () (site_mysql_writer == 1)';

/**
 * A console template of Prometheus 2.45 and later: a page that a monitoring droplet makes of what it knows, without scripts. It asks anew by
 * itself; `?hold=1` keeps it still, for those who read slowly.
 */
export function renderStatusPage({ site, tiers, runbook }: StatusPageModel): string {
  const name = escape(site);
  return `${definitions()}<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
{{ if not .Params.hold }}<meta http-equiv="refresh" content="${REFRESH}">{{ end }}
{{ $health := "degraded" -}}
{{ range query \`count(up{job="node"} == 1)\` }}{{ $health = "well" }}{{ end -}}
{{ range query \`count(${FIRING})\` }}{{ $health = "degraded" }}{{ end -}}
{{ range query \`${NOT_WORKING}\` }}{{ $health = "degraded" }}{{ end -}}
{{ range query \`${ANSWERS} == 0\` }}{{ $health = "down" }}{{ end -}}
{{ range query \`${NO_PRIMARY}\` }}{{ $health = "down" }}{{ end -}}
<title>{{ template "word" $health }} — ${name}</title>
<link rel="icon" href="data:,">
<style>
${STATUS_PAGE_STYLE}</style>
</head>
<body>
<header>
<h1>${name}</h1>
<span id="health">{{ template "health" $health }}</span>
<span class="quiet">seen by {{ reReplaceAll "^https?://([^.:/]+).*" "$1" externalURL }} at {{ range query "time()" }}${time('.Value', '15:04:05')}{{ end }}</span>
{{ if .Params.hold }}<a href="site.html">ask anew every ${REFRESH} s</a>{{ else }}<a href="site.html?hold=1">hold still</a>{{ end }}
</header>
<main>
${alerts(runbook)}
<section aria-labelledby="now"><h2 id="now">Now</h2>
<dl class="facts">
${facts(tiers).join('\n')}
</dl>
</section>
${tiers.map((tier) => `{{ template "tier" (args "${tier}" "${titleOf(tier)}") }}`).join('\n')}
${lastEvents(tiers)}
</main>
</body>
</html>
`;
}

function definitions(): string {
  const words = Object.entries(WORDS).map(([health, word]) => `{{ if eq . "${health}" }}${word}{{ end }}`);
  return `{{ define "word" }}${words.join('')}{{ end -}}
{{ define "health" }}<span class="health {{ . }}">{{ template "word" . }}</span>{{ end -}}
${nodeCard()}{{ define "tier" -}}
{{ $tier := .arg0 }}{{ $ready := 0.0 }}{{ $all := 0.0 }}{{ $health := "well" -}}
{{ range query (printf \`${WORKING}\` $tier) }}{{ $ready = .Value }}{{ end -}}
{{ range query (printf \`count(${TARGETS})\` $tier) }}{{ $all = .Value }}{{ end -}}
{{ if lt $ready $all }}{{ $health = "degraded" }}{{ end }}{{ if eq $ready 0.0 }}{{ $health = "down" }}{{ end -}}
{{ if and (eq $tier "mysql") (query \`${NO_PRIMARY}\`) }}{{ $health = "down" }}{{ end -}}
<section aria-labelledby="tier-{{ $tier }}" data-tier="{{ $tier }}">
<h2 id="tier-{{ $tier }}">{{ .arg1 }} {{ template "health" $health }}</h2>
<p class="complaint quiet">{{ printf "%.0f of %.0f can do their work" $ready $all }}</p>
<ul class="nodes">
{{ range query (printf \`${NODES}\` $tier) | sortByLabel "node" }}{{ template "node" . }}
{{ end -}}
{{ range query (printf \`${NEVER_HEARD}\` $tier) | sortByLabel "address" -}}
<li class="node down" data-node="{{ .Labels.address }}"><h3>{{ .Labels.address }}</h3><span class="health down">○ lost</span><p class="down">has not been heard of for a day</p></li>
{{ end -}}
</ul>
</section>
{{- end -}}
`;
}

function alerts(runbook: string): string {
  const name = /^https?:/.test(runbook)
    ? `<a href="${escape(runbook)}#{{ .Labels.alertname | toLower }}">{{ .Labels.alertname }}</a>`
    : '{{ .Labels.alertname }}';
  return `<section aria-labelledby="alerts"><h2 id="alerts">Alerts</h2>
<ul class="alerts">
{{ with query \`ALERTS_FOR_STATE and ignoring (alertstate) ${FIRING}\` }}{{ range . -}}
<li data-alert="{{ .Labels.alertname }}"><span class="health {{ if eq .Labels.severity "page" }}down{{ else }}degraded{{ end }}">{{ .Labels.severity }}</span><b>${name}</b> <span>{{ .Labels.tier }} {{ .Labels.node }}</span> <span class="quiet">since ${time('.Value', '2006-01-02 15:04:05')}</span></li>
{{ end }}{{ else }}<li class="quiet">none</li>{{ end }}
</ul>
</section>`;
}

function facts(tiers: readonly string[]): readonly string[] {
  const left = (what: string, ratio: string, counter: string) =>
    ['30d', '7d'].map((window) =>
      fact(
        `${what}: left of what ${window.replace('d', ' days')} allow`,
        // Without a request there is no share.
        `(${allowanceLeft(ratio, counter, window)}) > -1e9`,
        '{{ if lt .Value 0.0 }}<span class="down">used up: {{ .Value | humanizePercentage }}</span>{{ else }}{{ .Value | humanizePercentage }}{{ end }}',
        'no request yet',
      ),
    );
  const since = '{{ .Value | humanizeDuration }} ago';
  const node = '{{ .Labels.node }} ';
  return [
    fact(
      'Answers visitors',
      ANSWERS,
      '{{ if eq .Value 1.0 }}<span class="health well">● yes</span>{{ else }}<span class="health down">○ no</span>{{ end }}',
      'not asked',
    ),
    ...left('Availability', 'failed_ratio', FAILURES),
    ...left('Latency', 'slow_ratio', SLOW),
    fact(
      'First certificate ends',
      `(${FIRST_CERTIFICATE_ENDS}) / 86400`,
      'in {{ printf "%.0f" .Value }} days',
      'unknown',
    ),
    ...(tiers.includes(TIERS.loadBalancer.role)
      ? [
          fact(
            'Reserved IP',
            'site_reserved_ip_here == 1',
            node,
            `{{ ${anyOf('max(site_reserved_ip_held) == 1', 'a node that does not say so', 'nobody that is heard')} }}`,
          ),
        ]
      : []),
    ...(tiers.includes(TIERS.database.role)
      ? [
          fact('Primary', 'site_mysql_writer == 1', node, '<span class="down">nobody</span>'),
          fact('Last base backup', sinceBackup('base'), since, 'no backups'),
          fact('Last binary logs', sinceBackup('archive'), since, 'no backups'),
          fact('Last restore drill', sinceBackup('drill'), since, 'no backups'),
        ]
      : []),
  ];
}

function anyOf(expression: string, one: string, other: string): string {
  return `if query \`${expression}\` }}${one}{{ else }}<span class="down">${other}</span>{{ end`;
}

function fact(title: string, expression: string, body: string, otherwise: string): string {
  return `<div><dt>${title}</dt> <dd>{{ with query \`${expression}\` }}{{ range . }}${body}{{ end }}{{ else }}${otherwise}{{ end }}</dd></div>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"'{}]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
