import { Chain } from './chain';
import { ALIAS, HOST, LOAD_BALANCER, PROXY, REDIRECTED } from './chain-model';
import { exchange, request } from './exchange';

let chain: Chain;
beforeAll(async () => {
  chain = await Chain.start({ nodes: 1 });
}, 60_000);
afterAll(() => chain?.stop());
beforeEach(() => (chain.executions = []));

const ask = (line: string, host: string, headers: readonly string[] = [], body = '') =>
  exchange(chain, request(line, headers, body, `Host: ${host}\r\n`));
const locationOf = ({ head }: { head: string }) => /^location: (.*)\r?$/im.exec(head)?.[1];

test.each([
  [HOST, HOST],
  [ALIAS, ALIAS],
  [ALIAS.toUpperCase(), ALIAS],
  [`${ALIAS}:443`, ALIAS],
])('%s is served, and the app sees %s', async (host, seen) => {
  chain.handler = ({ headers }, response) => response.end(`for ${headers.host}\n`);
  expect(await ask('GET /page?a=1', host)).toMatchObject({
    status: 200,
    body: expect.stringContaining(`for ${seen}`) as string,
  });
});

test.each([
  ['GET', 301],
  ['HEAD', 301],
  ['POST', 308],
])('a redirected name sends a %s on with %d, path and query, and no app sees it', async (method, status) => {
  const answer = await ask(`${method} /a/%2e/b?q=1&r=%20x`, REDIRECTED, method === 'POST' ? ['Content-Length: 0'] : []);
  expect(answer.status).toBe(status);
  expect(locationOf(answer)).toBe(`https://${HOST}/a/%2e/b?q=1&r=%20x`);
  expect(answer.head).toMatch(/^strict-transport-security: /im);
  expect(chain.executions).toEqual([]);
});

test.each([
  ['//evil.example/', `https://${HOST}//evil.example/`],
  [`https://${REDIRECTED}/x?y`, `https://${HOST}/x?y`],
])('a request for %s is redirected to no other host', async (target, location) => {
  expect(locationOf(await ask(`GET ${target}`, REDIRECTED))).toBe(location);
});

test.each(['other.example', `x.${HOST}`, 'unknown', 'serve', 'redirect', ''])(
  'the name "%s" is refused',
  async (host) => {
    expect((await ask('GET /', host)).status).toBe(421);
    expect(chain.executions).toEqual([]);
  },
);

test('without TLS a redirected name leads to the site at once', async () => {
  const socket = chain.connect({ host: LOAD_BALANCER, port: 80, from: PROXY });
  socket.write(request('GET /a?b', [], '', `Host: ${REDIRECTED}\r\n`));
  let head = '';
  for await (const data of socket) head += String(data);
  expect(head).toMatch(/^HTTP\/1\.1 301/);
  expect(locationOf({ head })).toBe(`https://${HOST}/a?b`);
});
