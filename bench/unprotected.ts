/** Rules in haproxy.cfg that protect the site; what is left serves, counts and logs as before. */
const PROTECTION = new RegExp(
  `^  (${[
    'stick-table ',
    'tcp-request ',
    'http-request (deny|track-sc0|track-sc3|wait-for-body|set-src|del-header) ',
    // What tells clients that this node is leaving protects nothing.
    'http-after-response (set-header (?!Connection )|del-header )',
  ].join('|')}).*\n`,
  'gm',
);

/** Where the twin listens instead, so that both can run. */
const PORTS: Readonly<Record<string, number>> = { ':443': 8443, ':80': 8480, ':8404': 8494, ':8405': 8495 };

/** The configuration without any protection, for a second HAProxy beside the first: what do they cost? */
export function unprotected(configuration: string): string {
  const [before, frontend, after] = split(configuration);
  const bare = frontend.replace(PROTECTION, '');
  if (bare === frontend) throw new Error('the frontend has no protections to leave out');
  return `${before}${bare}${after}`
    .replace(/(?<=[ .\d}]):(443|80|8404|8405)\b/g, (port) => `:${PORTS[port]}`)
    .replace('/run/haproxy/admin.sock', '/run/haproxy/unprotected.sock');
}

/** Before, of and after the frontend that serves the site. */
function split(configuration: string): [string, string, string] {
  const begin = configuration.indexOf('frontend https\n');
  const end = configuration.indexOf('\nbackend ', begin);
  if (begin < 0 || end < 0) throw new Error('haproxy.cfg has no frontend https');
  return [configuration.slice(0, begin), configuration.slice(begin, end), configuration.slice(end)];
}
