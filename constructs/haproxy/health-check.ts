import { isPlainPath } from '../http/path';
import { isHostName } from '../network/host-name';
import type { PropChecks } from '../validation';

/** The question by which a proxy decides whether a server gets requests, and a deploy whether a new one may serve. */
export interface HealthCheckOptions {
  /** Path that is asked for, without a query. @default '/healthz' */
  readonly path?: string;
  /** GET or HEAD. @default 'GET' */
  readonly method?: 'GET' | 'HEAD';
  /** What the check has for a Host. @default the site's name; of a tier alone, the tier's private name */
  readonly host?: string;
  /** Headers beside Host, `X-Forwarded-Proto: https` and `X-Forwarded-For: 127.0.0.1`. @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses, 200 to 499, of a server that can work. @default [200] */
  readonly statuses?: readonly number[];
  /** How long an answer may take, milliseconds, 100 to 2500. @default 1000 */
  readonly timeoutMs?: number;
  /**
   * Requests in a row that a server fails (5xx, or no answer in time) until it gets none for some seconds, 3 to 1000. When no server is
   * left, all get requests again: a path that always fails takes nothing down.
   * @default 10
   */
  readonly errorLimit?: number;
}

/** With all defaults. */
export type HealthCheck = Required<HealthCheckOptions>;

export function resolveHealthCheck(options: HealthCheckOptions, host: string): HealthCheck {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const defaults = { path: '/healthz', method: 'GET', headers: {}, statuses: [200], timeoutMs: 1000, errorLimit: 10 };
  return { ...defaults, host, ...given } as HealthCheck;
}

/** Given twice, they would end the check in 400, or make its server wait for a body. */
const OWN_HEADERS = /^(host|connection|content-length|transfer-encoding|upgrade|x-forwarded-(for|proto)|x-padding)$/i;

/** Reports what HAProxy would refuse, or what could never be answered. */
export function checkHealthCheck(checks: PropChecks, prop: string, options: HealthCheckOptions): void {
  const { path, method, host, headers, statuses, timeoutMs, errorLimit } = resolveHealthCheck(options, 'localhost');
  if (checks.requireResolved(`${prop}.path`, path))
    checks.check(`${prop}.path`, path, isPlainPath, 'be a path', "write it like '/healthz'");
  if (checks.requireResolved(`${prop}.method`, method)) checks.oneOf(`${prop}.method`, method, ['GET', 'HEAD']);
  if (options.host !== undefined && checks.requireResolved(`${prop}.host`, host))
    checks.check(`${prop}.host`, host, isHostName, 'be a host name', "write it like 'www.foobar.com'");
  for (const [name, value] of Object.entries(headers)) {
    if (!checks.requireResolved(`${prop}.headers`, value)) continue;
    const plain = /^[\w-]{1,64}$/.test(name) && /^[\w .,;:/=+*()@-]{1,200}$/.test(value) && value.trim() === value;
    checks.require(plain, `${prop}.headers`, 'be plain headers', `${name}: ${value}`, "write { Accept: 'text/html' }");
    checks.require(
      !OWN_HEADERS.test(name),
      `${prop}.headers`,
      'name no header that the check sets itself',
      name,
      `leave it out; Host is '${prop}.host'`,
    );
  }
  checks.unique(
    `${prop}.headers`,
    Object.keys(headers).map((name) => name.toLowerCase()),
  );
  checks.require(statuses.length > 0, `${prop}.statuses`, 'name a status', statuses, 'write [200]');
  for (const status of statuses) checks.wholeNumber(`${prop}.statuses`, status, 200, 499);
  checks.wholeNumber(`${prop}.timeoutMs`, timeoutMs, 100, 2500);
  checks.wholeNumber(`${prop}.errorLimit`, errorLimit, 3, 1000);
}

function headersOf({ host, headers }: HealthCheck): readonly (readonly [string, string])[] {
  const fixed = { Host: host, 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '127.0.0.1' };
  return Object.entries({ ...fixed, ...headers });
}

/** In `global`: a path that loses full packets answers no check that fills them. A line of HAProxy's may have 2,047 bytes. */
export const SET_FULL_PACKET = `setenv FULL_PACKET ${'_'.repeat(1400)}`;
export const FULL_PACKET = '"${FULL_PACKET}"';

/** Port on which the service proxy of a node says whether it reaches what the node's own service calls: 200 or 503. */
export const REACH_PORT = 8406;

/**
 * In a `backend` whose servers are checked. `reachPort`: beyond its own answer, the server must reach what it depends on, and not be about to
 * leave; that answer fills a packet, too. It comes first, since a node that leaves says so at once, however slow its service is.
 * `byTls`: the server's own options say how.
 */
export function renderHttpChecks(check: HealthCheck, reachPort?: number, byTls = false): string {
  const headers = headersOf(check).map(([name, value]) => ` hdr ${name} '${value}'`);
  const reach =
    reachPort === undefined
      ? ''
      : `  http-check connect port ${reachPort}
  http-check send meth GET uri /reach ver HTTP/1.1 hdr Host reach
  http-check expect status 200
`;
  return `  timeout check ${check.timeoutMs}ms
  option httpchk
${reach}  http-check connect${byTls ? ' default' : ''}
  http-check send meth ${check.method} uri ${check.path} ver HTTP/1.1${headers.join('')} hdr X-Padding ${FULL_PACKET}
  http-check expect status ${check.statuses.join(',')}
`;
}

/** The same question as a readiness check: asked on the node itself, by curl, and printed when the answer is another. */
export function healthCheckCommand(check: HealthCheck, port: number | string, host = '127.0.0.1'): readonly string[] {
  const statuses = check.statuses.join(' ');
  const script = `code=$(curl -sS "$@" -o /dev/null -w '%{http_code}')
case ' ${statuses} ' in *" $code "*) exit 0 ;; esac
echo '${check.method} ${check.path} must answer ${statuses} within ${check.timeoutMs} ms, got' "$code"
exit 1`;
  return [
    'sh',
    '-c',
    script,
    'health-check',
    ...(check.method === 'HEAD' ? ['--head'] : []),
    ...headersOf(check).flatMap(([name, value]) => ['-H', `${name}: ${value}`]),
    '--max-time',
    String(check.timeoutMs / 1000),
    `http://${host}:${port}${check.path}`,
  ];
}
