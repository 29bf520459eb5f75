import { FULL_PACKET, REACH_PORT } from '../haproxy/health-check';
import { PRIVATELY } from '../haproxy/internal';
import { IS_SAFE } from '../haproxy/server-care';
import { TIER_CA } from '../haproxy/tier-tls-files';
import { SettingsForm } from '../droplet/settings-form';
import { linesOf, type HaproxySnippet } from '../haproxy/haproxy-snippet';
import { UNSENT_LINES } from './unsent-lines';

const NAME = '[a-z][a-z0-9-]*(_any|_once)?';
const HOST = '[a-z0-9.-]+';
const TIME = '[0-9]+(ms|s|m|h|d)';
const PATH = '[A-Za-z0-9_./-]+';
const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const TLS = `( ssl verify required ca-file ${literal(TIER_CA)} sni str\\(${HOST}\\) check-sni ${HOST} alpn http/1\\.1)?`;
const ADDRESS = `ipv4@${HOST}:[0-9]+ tcp-ut 1000${TLS}( maxconn [0-9]+)?`;

/** Each line that services are made of (render-service-proxy.ts). HAProxy reads them as root: other keywords start programs, or read files. */
const LINES = [
  '',
  ' *#.*',
  `(listen|backend|frontend) ${NAME}`,
  '  mode http',
  `  bind (127\\.0\\.0\\.1:[0-9]+|${literal(PRIVATELY(REACH_PORT))})`,
  '  balance (roundrobin|leastconn)',
  `  timeout [a-z-]+ ${TIME}`,
  '  option (http-buffer-request|http-no-delay|idle-close-on-response|http-server-close|httpchk)',
  '  http-reuse (always|never)',
  '  retries [0-9]',
  '  retry-on conn-failure',
  '  errorfile 50[23] /dev/null',
  '  http-response set-header X-Accel-Buffering no if \\{ res\\.hdr\\(content-type\\) -m beg text/event-stream \\}',
  ...UNSENT_LINES.trimEnd().split('\n').map(literal),
  `  use_backend ${NAME} if !${literal(IS_SAFE)} \\{ nbsrv\\(${NAME}\\) gt 0 \\}`,
  `  acl reached nbsrv\\(${NAME}\\) gt 0`,
  `  use_backend ${NAME} if \\{ nbsrv\\(${NAME}\\) eq 0 \\}`,
  `  http-request return status 503 content-type text/plain string "[a-z0-9 -]+" if (!reached|(\\{ path /all \\} )?\\{ nbsrv\\(${NAME}\\) eq 0 \\}( \\{ nbsrv\\(${NAME}\\) eq 0 \\})?)`,
  `  http-request return status 200 content-type text/plain string ${literal(FULL_PACKET)}`,
  '  http-check connect( default| port [0-9]+)?',
  `  http-check send meth (GET|HEAD) uri ${PATH} ver HTTP/1\\.1( hdr [A-Za-z0-9_-]+ ('[A-Za-z0-9_ .,;:/=+*()@-]+'|reach|${literal(FULL_PACKET)}))*`,
  '  http-check expect status [0-9,]+',
  '  default-server check [a-z0-9 ,-]+',
  `  server-template ${NAME}- [0-9]+ ${ADDRESS}`,
  `  server ${NAME}-[0-9]+ ${ADDRESS}`,
];

/**
 * The services of a node whose service proxy takes them as a setting. Of snippets the node takes those lines alone that its user-data has: code
 * does not come with settings.
 */
export function servicesForm(snippets: readonly HaproxySnippet[] = []): SettingsForm {
  const own = new Set(snippets.flatMap(({ text }) => linesOf(text).map(literal)));
  return SettingsForm.lines([...LINES, ...own].join('|'));
}
