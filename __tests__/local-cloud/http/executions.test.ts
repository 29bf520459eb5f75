import { DEFAULT_TIMEOUTS } from '../../../constructs/http/timeouts';
import { Chain } from './chain';
import type { ChainOptions } from './chain-model';
import { until } from '../../../host/until';
import { exchange, request } from './exchange';

const SECONDS = 5;

describe.each<[string, ChainOptions]>([
  ['an app of its own behind nginx', {}],
  ['an app beside nginx', { colocated: true }],
  ['an app directly behind the load balancer', { withoutWebServers: true }],
])('%s', (_, options) => {
  let chain: Chain;
  beforeAll(async () => {
    chain = await Chain.start({ timeouts: { response: SECONDS }, ...options });
  }, 60_000);
  afterAll(() => chain?.stop());
  beforeEach(() => (chain.executions = []));

  test.each([500, 502, 503, 504, 404, 425])(
    'what an app has answered is final: %d is one execution',
    async (status) => {
      chain.handler = (_request, response) => response.writeHead(status).end('of the app\n');
      for (const method of ['GET', 'POST']) {
        chain.executions = [];
        const answer = await exchange(chain, request(`${method} /answer`));
        expect(answer).toMatchObject({ status, body: expect.stringContaining('of the app') as string });
        expect(chain.executions).toHaveLength(1);
      }
    },
  );

  test('an app that dies without an answer: a GET is executed twice at most, and a POST once', async () => {
    chain.handler = ({ socket }) => socket.destroy();
    for (let i = 0; i < 5; i++) {
      chain.executions = [];
      const { status = 502 } = await exchange(chain, request('GET /dies'));
      expect(status).toBe(502);
      expect(chain.executions).toEqual([expect.stringContaining('GET'), expect.stringContaining('GET')]);
      chain.executions = [];
      expect(await exchange(chain, request('POST /dies'))).toMatchObject({ status: 502 });
      expect(chain.executions).toHaveLength(1);
    }
  });

  test('one app that dies over every request costs no GET', async () => {
    let turn = 0;
    chain.handler = (incoming, response) => {
      if (turn++ % 2 === 0) incoming.socket.destroy();
      else response.end('ok\n');
    };
    expect(await exchange(chain, request('GET /dies-once'))).toMatchObject({ status: 200 });
    expect(chain.executions).toHaveLength(2);
  });

  test('an app that does not answer: one 504 at the time that the site promises, and one execution', async () => {
    chain.handler = () => undefined;
    const { status, answeredAfterMs } = await exchange(chain, request('GET /hangs'), {}, SECONDS + 5);
    expect(status).toBe(504);
    expect(answeredAfterMs).toBeGreaterThan((SECONDS - 1.2) * 1000);
    expect(answeredAfterMs).toBeLessThan((SECONDS + 0.5) * 1000);
    expect(chain.executions).toHaveLength(1);
  });

  test('an answer that takes longer than a proxy waited before, and then comes slowly, arrives whole', async () => {
    chain.handler = (_request, response) => {
      setTimeout(() => response.write('first\n'), 3000);
      setTimeout(() => response.end('last\n'), 6500);
    };
    expect((await exchange(chain, request('GET /slow'))).body).toContain('last\n');
    expect(chain.executions).toHaveLength(1);
  });
});

describe('an app that is not reached', () => {
  let chain: Chain;
  beforeAll(async () => {
    chain = await Chain.start({ timeouts: DEFAULT_TIMEOUTS });
  }, 60_000);
  afterAll(() => chain?.stop());

  /** The statuses of so many requests at a time, with a body. */
  const statuses = async (method: string, count: number) => {
    const sent = request(`${method} /order`, ['Content-Length: 8'], 'amount=1');
    return (await Promise.all(Array.from({ length: count }, () => exchange(chain, sent)))).map(({ status }) => status);
  };

  test('a web server without a way to the apps costs no request: each is executed once, by way of another one', async () => {
    // There are idle connections to lose requests with.
    for (const method of ['POST', 'GET', 'POST', 'GET']) await statuses(method, 8);
    chain.executions = [];
    await chain.order({ kind: 'cut', web: 1 });
    // At first its connections time out; when its own checks have failed, it answers at once.
    for (const round of [1, 2, 3]) {
      expect([round, await statuses('POST', 8)]).toEqual([round, Array(8).fill(200)]);
      expect([round, await statuses('GET', 8)]).toEqual([round, Array(8).fill(200)]);
    }
    expect(chain.executions).toHaveLength(48);
  });

  test('without a way for any web server there is one 503, and nothing is executed', async () => {
    await chain.order({ kind: 'cut', web: 2 });
    const all = async () => [...(await statuses('POST', 4)), ...(await statuses('GET', 4))];
    await until(async () => (await all()).every((status) => status === 503), 20, 'none is reached');
    chain.executions = [];
    expect(await all()).toEqual(Array(8).fill(503));
    expect(chain.executions).toEqual([]);
    for (const web of [1, 2]) await chain.order({ kind: 'restore', web });
    await until(async () => (await statuses('POST', 4)).every((status) => status === 200), 20, 'the apps are back');
  });

  test('what a visitor says of the way back is not heard', async () => {
    let heard: string | string[] | undefined = 'nothing yet';
    chain.handler = (incoming, response) => {
      heard = incoming.headers['x-retry-unsent'];
      response.writeHead(425).end();
    };
    chain.executions = [];
    const { status } = await exchange(chain, request('POST /early', ['X-Retry-Unsent: 1', 'Content-Length: 0']));
    chain.handler = (_request, response) => response.end('ok\n');
    expect({ status, heard }).toEqual({ status: 425, heard: undefined });
    expect(chain.executions).toHaveLength(1);
  });

  test('costs no request, for what was refused was not begun: not even a POST', async () => {
    chain.executions = [];
    await chain.order({ kind: 'refuse', app: 1 });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => exchange(chain, request(`${i % 2 ? 'POST' : 'GET'} /refused`))),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(chain.executions).toHaveLength(8);
    await chain.order({ kind: 'accept', app: 1 });
  });

  test('nor does a web server that is killed', async () => {
    await chain.order({ kind: 'signal', daemon: 'nginx-1', signal: 'SIGKILL' });
    chain.executions = [];
    const answers = await Promise.all(Array.from({ length: 8 }, () => exchange(chain, request('GET /killed'))));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
  });
});
