import { Agent, request } from 'node:https';
import { renderLeave } from '../../../constructs/app/app-drain';
import { APP_PORT } from '../../../constructs/web/render-nginx';
import { Chain } from './chain';
import { HOST, appAddress } from './chain-model';

let chain: Chain;
beforeAll(async () => {
  // Three of the release before, two of the next one. In whatever order the proxies have them, two of those that leave are neighbors.
  chain = await Chain.start({ appNodes: 5 });
}, 60_000);
afterAll(() => chain?.stop());

/** All nodes of the chain have one packet filter. */
async function leave(app: number): Promise<void> {
  const own = renderLeave('of its own', [APP_PORT]).replaceAll('app_drain', `app_drain_${app}`);
  const script = own.replaceAll('tcp dport', `ip daddr ${appAddress(app)} tcp dport`);
  await chain.order({ kind: 'run', argv: ['sh', '-c', script] });
  await chain.order({ kind: 'refuse', app });
}

/** More would not find room before the test's own apps while a busy machine lets this process stand still. */
const AT_A_TIME = 32;

/** So many requests a second, or as many as the machine has time for, until it is told to end; the statuses of all. */
function load(method: string, rate: number): { readonly end: () => Promise<readonly number[]> } {
  const agent = new Agent({ keepAlive: true });
  agent.createConnection = () => chain.connectTls();
  const all: Promise<number>[] = [];
  const send = () =>
    new Promise<number>((resolve) => {
      const sent = request(`https://${HOST}/order`, { method, agent }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode!));
      });
      sent.on('error', () => resolve(0));
      sent.end(method === 'POST' ? 'amount=1' : undefined);
    });
  let underWay = 0;
  const timer = setInterval(() => {
    if (underWay >= AT_A_TIME) return;
    underWay++;
    all.push(send().finally(() => underWay--));
  }, 1000 / rate);
  return {
    end: async () => {
      clearInterval(timer);
      const statuses = await Promise.all(all);
      agent.destroy();
      return statuses;
    },
  };
}

test('all nodes of a release leave together, and no request is lost: not even a POST, which is executed once', async () => {
  chain.handler = (_request, response) => setTimeout(() => response.end('ok\n'), 5);
  const loads = [load('POST', 200), load('GET', 50)];
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await Promise.all([1, 2, 3].map(leave));
  const [posts, gets] = await Promise.all(loads.map((one) => one.end()));
  const lost = (statuses: readonly number[] = []) => statuses.filter((status) => status !== 200);
  expect({ posts: lost(posts), gets: lost(gets) }).toEqual({ posts: [], gets: [] });
  expect(posts!.length).toBeGreaterThan(200);
  expect(chain.executions.filter((one) => one.includes('POST'))).toHaveLength(posts!.length);
}, 60_000);
