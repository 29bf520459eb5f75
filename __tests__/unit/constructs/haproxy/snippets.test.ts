import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppSource } from '../../../../constructs/app/app-source';
import { AppTier } from '../../../../constructs/app/app-tier';
import { CloudflareProxy } from '../../../../constructs/dns/cloudflare-proxy';
import { HaproxySnippet, renderHaproxySnippets } from '../../../../constructs/haproxy/haproxy-snippet';
import { Backend } from '../../../../constructs/load-balancer/backend';
import { Failover } from '../../../../constructs/load-balancer/failover/failover';
import { LoadBalancer } from '../../../../constructs/load-balancer/load-balancer';
import { TlsCertificate } from '../../../../constructs/tls/tls-certificate';
import { NginxSnippet } from '../../../../constructs/web/nginx-snippet';
import { WebTier } from '../../../../constructs/web/web-tier';
import { unpacked } from '../unpacked';
import { wholeSite } from '../whole-site';
import { ZONE_ID, newSite, problems, synthesize } from '../synth';

function balancer(...snippets: readonly HaproxySnippet[]) {
  const { stack, network, access } = newSite();
  new LoadBalancer(stack, 'lb', {
    ...{ network, access, hostNames: ['www.foobar.com'], failover: Failover.edge(), snippets },
    backend: Backend.named({ tierName: 'web.int.foobar.com', port: 8080 }),
    certificate: TlsCertificate.cloudflareOrigin(),
    proxy: new CloudflareProxy(stack, 'proxy', { zoneId: ZONE_ID }),
  });
  return stack;
}
function web(...snippets: readonly NginxSnippet[]) {
  const { stack, network, access } = newSite();
  new WebTier(stack, 'web', { network, access, snippets });
  return stack;
}
const userData = (stack: ReturnType<typeof web>) =>
  Object.values((synthesize(stack) as { locals: Record<string, string> }).locals)
    .map(unpacked)
    .join('\n');
const refusals = (stack: ReturnType<typeof web>) =>
  problems(stack).map((one) => /'snippets.*/.exec(one)?.[0].replace(/ \([^(]*\)$/, ''));

describe("of HAProxy's", () => {
  test.each([
    ['http-request deny deny_status 403 if { path_beg "/a b" }'],
    ["http-request return status 200 content-type text/plain lf-string 'it''s %[src]' # it's"],
    ['\n# A comment with "one quote\n\n   acl old path_beg /old\\ shop'],
  ])('takes %j', (text) => {
    expect(problems(balancer(HaproxySnippet.frontend('mine', text), HaproxySnippet.backend('other', text)))).toEqual(
      [],
    );
  });

  test('refuses what would end the section, or hides that it does, all at once', () => {
    const text = [
      'http-request deny if { path /x }',
      'global',
      '  frontend mine',
      '"listen" x',
      'li\\sten x',
      '.if 1',
      '"${SECTION}" x',
      'http-request set-header X "a',
      'http-request set-header X a\\',
      'http-request set-header X a\u0007',
      'http-request set-header X a\r',
    ].join('\n');
    const section = "'snippets.mine' must begin no section";
    const keyword = "'snippets.mine' must begin each line with a plain keyword";
    const quotes = "'snippets.mine' must close quotes on the line that opens them";
    const control = "'snippets.mine' must hold no control characters";
    expect(refusals(balancer(HaproxySnippet.frontend('mine', text), HaproxySnippet.backend('No', '')))).toEqual([
      `${control}, got 'line 10: http-request set-header X a\\u0007'`,
      `${control}, got 'line 11: http-request set-header X a'`,
      `${section}, got 'line 2: global'`,
      `${section}, got 'line 3: frontend mine'`,
      `${keyword}, got 'line 4: \\"listen\\" x'`,
      `${keyword}, got 'line 5: li\\\\sten x'`,
      `${keyword}, got 'line 6: .if 1'`,
      `${keyword}, got 'line 7: \\"\${SECTION}\\" x'`,
      `${quotes}, got 'line 8: http-request set-header X \\"a'`,
      `${quotes}, got 'line 9: http-request set-header X a\\\\'`,
      "'snippets.name' must be lower-case letters, digits and hyphens, at most 32, that begin with a letter, got 'No'",
      "'snippets.No' must hold a directive, got ''",
    ]);
  });

  test('have names of their own', () => {
    const twice = ['a', 'a'].map((name) => HaproxySnippet.frontend(name, 'option httplog'));
    expect(refusals(balancer(...twice))).toEqual(["'snippets.name' must not repeat a value, got 'a'"]);
  });

  test('stand before the choice of a backend, and in each backend before its servers, of the user-data', () => {
    const text = userData(
      balancer(
        HaproxySnippet.frontend('tell', 'http-response set-header X-Tell "%[src] ${x}"'),
        HaproxySnippet.backend('wait', 'timeout queue 20s'),
      ),
    );
    const begin = text.indexOf("# snippet 'tell'");
    expect(begin).toBeGreaterThan(text.indexOf('http-after-response del-header X-Powered-By'));
    expect(begin).toBeLessThan(text.indexOf('use_backend web_any'));
    expect(text).toContain(`set-header X-Tell "%[src] \${x}"\n  # end of 'tell'\n`);
    expect(
      text.match(/default-server .*\n {2}# snippet 'wait'\n {2}timeout queue 20s\n {2}# end of 'wait'\n {2}server/g),
    ).toHaveLength(2);
  });
});

describe("of nginx's", () => {
  test.each([
    ['location ^~ /old/ { return 410; }'],
    ['if ($http_user_agent ~ "^Bad{2}") { return 403; }\n# } not here "\nadd_header X-A \'it;s\';'],
    ['set $a "${host}x";set $b ${host}x;\n\trewrite ^/a\\;(.*)} /b/$1;'],
    ['add_header X "two\nlines";'],
  ])('takes %j', (text) => {
    expect(problems(web(NginxSnippet.server('mine', text)))).toEqual([]);
  });

  test.each([
    ['return 410', ["end each directive with ';', got 'line 1: return 410'"]],
    ['location /a {\n return 410; }\n}', ["close no block that it has not opened, got 'line 3: }'"]],
    ['location /a {\n return 410 }', ["end each directive with ';', got 'line 2: return 410 }'"]],
    ['\nlocation /a {\n return 410;', ["close each block, got 'line 2: location /a {'"]],
    ['add_header X "a;\n', ["close each quote, got 'line 1: add_header X \\\"a;'"]],
    ['add_header X ${a;}', ["close no block that it has not opened, got 'line 1: add_header X ${a;}'"]],
    [
      'include /etc/passwd;\n"include" x; location / { load_module x; }',
      [
        "have no 'include', got 'line 1: include /etc/passwd;'",
        'have no \'"include"\', got \'line 2: \\"include\\" x; location / { load_module x; }\'',
        "have no 'load_module', got 'line 2: \\\"include\\\" x; location / { load_module x; }'",
      ],
    ],
    ['return 4\u000010;', ["hold no control characters, got 'line 1: return 4\\u000010;'"]],
  ])('refuses %j', (text, found) => {
    expect(refusals(web(NginxSnippet.location('mine', text)))).toEqual(
      found.map((one) => `'snippets.mine' must ${one}`),
    );
  });

  test('are files of the user-data, included where they belong; a location has the headers of its server again', () => {
    const server = NginxSnippet.server('gone', 'location ^~ /old/ { return 410; }');
    const location = NginxSnippet.location('mark', 'proxy_set_header X-Mark "${host}";');
    const text = userData(web(server, location));
    expect(text).toContain('/etc/nginx/site-snippets/gone.conf');
    expect(text.match(/^ *include \/etc\/nginx\/site-snippets\/.*$/gm)!.map((one) => one.trim())).toEqual([
      'include /etc/nginx/site-snippets/gone.conf;',
      ...Array<string>(3).fill('include /etc/nginx/site-snippets/mark.conf;'),
    ]);
    expect(text.match(/^ *proxy_set_header X-Forwarded-For \$remote_addr;$/gm)).toHaveLength(4);
    expect(userData(web()).match(/^ *proxy_set_header X-Forwarded-For \$remote_addr;$/gm)).toHaveLength(2);
  });
});

test('of service proxies are checked, too, and an app on the web servers has none of its own', () => {
  const bad = [HaproxySnippet.backend('mine', 'global')];
  const found = (stack: ReturnType<typeof web>) =>
    problems(stack).map((one) => /'[^']*erviceProxySnippets.*/.exec(one)?.[0]);
  const message =
    "'serviceProxySnippets.mine' must begin no section, got 'line 1: global' (write lines of the section that the snippet is for)";
  const { stack, network, access } = newSite();
  new WebTier(stack, 'web', { network, access, serviceProxySnippets: bad });
  new AppTier(stack, 'app', { network, access, source: AppSource.sample(), serviceProxySnippets: bad });
  expect(found(stack)).toEqual([message, message]);
  const colocated = wholeSite({ app: { nodes: 0, source: AppSource.sample(), serviceProxySnippets: [] } });
  expect(found(colocated.stack)).toEqual([
    "'app.serviceProxySnippets' must be left out when the app runs on the web servers, got [] (write 'web.serviceProxySnippets')",
  ]);
});

test('check-haproxy names the snippet and its line that an error is in', () => {
  const directory = mkdtempSync(join(tmpdir(), 'check-haproxy-'));
  const file = join(directory, 'haproxy.cfg');
  const snippets = ['one', 'two'].map((name) => HaproxySnippet.frontend(name, 'option httplog\nfoo bar'));
  writeFileSync(file, `frontend x\n${renderHaproxySnippets(snippets, 'frontend')}  bar\n`);
  const check = (...lines: readonly number[]) => {
    const says = lines.map((line) => `[ALERT] (1) : config : parsing [${file}:${line}] : unknown keyword`).join('\n');
    writeFileSync(
      join(directory, 'haproxy'),
      `#!/bin/sh\necho "$@"\ncat <<'EOF' >&2\n${says}\nEOF\nexit ${lines.length}\n`,
    );
    chmodSync(join(directory, 'haproxy'), 0o755);
    const program = join(__dirname, '../../../../constructs/haproxy/node/check-haproxy.sh');
    const env = { ...process.env, PATH: `${directory}:${process.env.PATH}` };
    return spawnSync('sh', [program, file, file], { env, encoding: 'utf8' });
  };
  expect(check()).toMatchObject({ status: 0, stdout: '' });
  const { status, stdout } = check(8, 10);
  expect({ status, lines: stdout.trim().split('\n') }).toEqual({
    status: 1,
    lines: [
      `-c -f ${file} -f ${file}`,
      `[ALERT] (1) : config : parsing [${file}:8] : unknown keyword`,
      `[ALERT] (1) : config : parsing [${file}:10] : unknown keyword`,
      "this is line 2 of the snippet 'two'",
    ],
  });
  rmSync(directory, { recursive: true });
});
