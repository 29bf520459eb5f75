import { FIRING } from '../dashboards/expressions';
import { time } from './node-card';

/** How far back, and how many at most. */
const DAY = '1d';
const MOST = 10;
/** Who holds a role is looked at once a minute: one that is held for less may not be seen. */
const LOOK = '1m';

/** When a series became 1 the last time: seconds since 1970. */
const became = (series: string) =>
  `max_over_time(timestamp(${series} == 1 unless ${series} offset ${LOOK} == 1)[${DAY}:${LOOK}])`;

interface Event {
  readonly name: string;
  /** When it was last, of each node. */
  readonly at: string;
  /** Go template. */
  readonly text: string;
}

const ALERT_OVER: Event = {
  name: 'over',
  // That it was told, and not only suspected, is in another series than when it began.
  at: `last_over_time(ALERTS_FOR_STATE[${DAY}]) and ignoring (alertstate) last_over_time(${FIRING}[${DAY}]) unless ignoring (alertstate) ${FIRING}`,
  text: '{{ .Labels.alertname }} {{ .Labels.tier }} {{ .Labels.node }} began, and is over',
};
const OF_TIER: Readonly<Record<string, Event>> = {
  lb: { name: 'reserved-ip', at: became('site_reserved_ip_here'), text: '{{ .Labels.node }} takes the reserved IP' },
  mysql: { name: 'primary', at: became('site_mysql_writer'), text: '{{ .Labels.node }} becomes primary' },
};

/** What ended and what changed places, newest first. What goes on is among the alerts. */
export function lastEvents(tiers: readonly string[]): string {
  const events = [ALERT_OVER, ...tiers.flatMap((tier) => OF_TIER[tier] ?? [])];
  const all = events.map(({ name, at }) => `label_replace(${at}, "event", "${name}", "", "")`).join(' or ');
  const texts = events.map(({ name, text }) => `{{ if eq .Labels.event "${name}" }}${text}{{ end }}`).join('');
  return `<section aria-labelledby="last"><h2 id="last">Last events</h2>
<ul id="events">
{{ with query \`sort_desc(topk(${MOST}, ${all}))\` }}{{ range . -}}
<li>${time('.Value', '2006-01-02 15:04')} <span>${texts}</span></li>
{{ end }}{{ else }}<li class="quiet">none within a day</li>{{ end }}
</ul>
</section>`;
}
