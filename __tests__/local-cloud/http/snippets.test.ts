import { tmpdir } from 'node:os';
import type { WebInfrastructureProps } from '../../../constructs';
import { HaproxySnippet } from '../../../constructs/haproxy/haproxy-snippet';
import { example } from '../../unit/docs/examples';
import { Chain } from './chain';
import { chainFiles } from './chain-files';
import type { ChainOptions } from './chain-model';
import { exchange, request } from './exchange';

const documented = example<(props: WebInfrastructureProps) => WebInfrastructureProps>(
  'docs/guides/escape-hatches.md',
  'withSnippets',
);
const { loadBalancer, web } = documented({} as WebInfrastructureProps);
const options: ChainOptions = {
  model: { snippets: loadBalancer.snippets },
  nginxSnippets: web?.snippets,
  serviceProxySnippets: [
    ...(web?.serviceProxySnippets ?? []),
    HaproxySnippet.frontend(
      'way',
      'http-request set-header X-Way "service proxy"\nhttp-request set-header X-Id %[uuid()]',
    ),
  ],
};

let chain: Chain;
let headers: NodeJS.Dict<string | string[]> = {};
beforeAll(async () => {
  chain = await Chain.start(options);
  chain.handler = (incoming, response) => {
    headers = incoming.headers;
    response.end('ok\n');
  };
}, 60_000);
afterAll(() => chain?.stop());

test.each(['GET', 'POST'])(
  'the documented ones do what the guide says, and what the site does besides: %s',
  async (method) => {
    const answer = await exchange(chain, request(`${method} /`, ['CF-IPCountry: DE', 'Content-Length: 0']));
    expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('ok') as string });
    expect(answer.head).toMatch(/^x-served-by: web-\d\r$/im);
    expect(headers).toMatchObject({
      ...{ 'x-country': 'DE', 'x-way': 'service proxy', 'x-id': expect.stringMatching(/^[0-9a-f-]{36}$/) as string },
      ...{ 'x-forwarded-proto': 'https', 'x-forwarded-for': '198.51.100.1', host: 'www.foobar.com' },
    });
  },
);

test('a location of its own is no longer the app’s, and a rule of the load balancer refuses', async () => {
  chain.executions = [];
  expect(await exchange(chain, request('GET /old-shop/cart'))).toMatchObject({ status: 410 });
  expect(await exchange(chain, request('GET /', ['User-Agent: x BadBot/1.0']))).toMatchObject({ status: 403 });
  expect(chain.executions).toEqual([]);
});

/** What a daemon's own check says, on the node, of files in which one snippet has an error. */
function refusal(file: string, right: string, wrong: string, check: string): Promise<string> {
  const script = `cp $0 /tmp/right && sed -i "s/$1/$2/" $0 && ${check}; echo "status $?"; cp /tmp/right $0`;
  return chain.order({ kind: 'run', argv: ['sh', '-c', `exec 2>&1; ${script}`, file, right, wrong] });
}

test('an error is named with its snippet and its line, and the daemons serve on', async () => {
  const balancers = 'sh /usr/local/sbin/check-haproxy /etc/haproxy/limits.cfg /etc/haproxy/haproxy.cfg';
  const text = await refusal('/etc/haproxy/haproxy.cfg', 'deny_status 403', 'deny_statuz 403', balancers);
  expect(text).toMatch(/deny_statuz[^]*\nthis is line 1 of the snippet 'no-bots'\nstatus 1\n/);

  const proxies = 'sh /usr/local/sbin/check-haproxy /etc/haproxy/service-1.cfg /etc/haproxy/services-1.cfg';
  const services = await refusal('/etc/haproxy/services-1.cfg', 'set-header X-Id', 'zet-header X-Id', proxies);
  expect(services).toMatch(/zet-header[^]*\nthis is line 2 of the snippet 'way'\nstatus 1\n/);

  const nginx = 'nginx -t -c /etc/nginx/nginx-1.conf';
  const site = await refusal('/etc/nginx/site-snippets/country.conf', 'proxy_set_header', 'proxy_zet_header', nginx);
  expect(site).toMatch(
    /unknown directive "proxy_zet_header" in \/etc\/nginx\/site-snippets\/country.conf:1\n[^]*status 1\n/,
  );

  for (const check of [balancers, proxies, nginx]) await chain.order({ kind: 'run', argv: ['sh', '-c', check] });
  expect(await exchange(chain, request('GET /'))).toMatchObject({ status: 200 });
});

/** Each passes synth, for it needs the daemon to see what is wrong, or is refused there: none ends its section on a node. */
test('what synth lets through leaves the section around it alone', async () => {
  const files = await chainFiles(tmpdir(), {
    ...options,
    model: {
      snippets: [
        HaproxySnippet.backend('odd', "http-response set-header X-Odd 'global'\n# listen x\nacl frontend path /"),
      ],
    },
  });
  const odd = files['/etc/haproxy/haproxy.cfg']!;
  const encoded = Buffer.from(odd).toString('base64');
  const said = await chain.order({
    kind: 'run',
    argv: [
      'sh',
      '-c',
      `echo ${encoded} | base64 -d >/tmp/odd.cfg; sh /usr/local/sbin/check-haproxy /etc/haproxy/limits.cfg /tmp/odd.cfg && echo right`,
    ],
  });
  expect(said).toBe('right\n');
});
