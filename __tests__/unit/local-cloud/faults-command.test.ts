import { faultsCommand } from '../../../local-cloud/faults-command';
import { TestCloud } from './api/cloud';
import { printed } from './printed';

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await TestCloud.start();
});
afterEach(() => cloud.stop());

const faults = (...args: string[]) => printed(cloud, faultsCommand, args);

test('faults are added, listed and cleared', async () => {
  expect(await faults()).toBe('The APIs have no faults.\n');
  expect(await faults('add', 'digitalocean', '/droplets', '--method', 'get', '--status', '503', '--count', '1')).toBe(
    'fault 1: digitalocean GET /droplets: status 503\n',
  );
  expect(await faults('add', 'cloudflare', '*', '--delay', '0.1', '--share', '0', '--seed', '2')).toBe(
    'fault 2: cloudflare *: delay of 0.1 s\n',
  );
  expect(await cloud.ask('GET', '/v2/droplets')).toMatchObject({ status: 503 });
  await cloud.ask('GET', '/client/v4/zones');
  expect(await faults('list')).toBe(
    `ID  CALLS                       FAULT           MET     STATE
1   digitalocean GET /droplets  status 503      1 of 1  over
2   cloudflare *                delay of 0.1 s  0 of 1  lasts
`,
  );
  expect(await faults('clear', '1')).toBe('1 removed\n');
  expect(await faults('clear')).toBe('1 removed\n');
});

test.each([
  [['--hang'], { hang: true }, 'hangs'],
  [['--reset'], { reset: true }, 'reset'],
  [['--half-done', 'lost'], { halfDone: 'lost' }, 'half done, answer lost'],
  [['--half-done', 'error', '--seconds', '9'], { halfDone: 'error', seconds: 9 }, 'half done, answer 500'],
  [['--status', '429', '--retry-after', '7'], { status: 429, retryAfter: 7 }, 'status 429'],
])('%j is the fault that it says', async (options, fault, says) => {
  expect(await faults('add', 'acme', '/new-order', ...options)).toBe(`fault 1: acme /new-order: ${says}\n`);
  expect(cloud.cloud.faults.list()).toMatchObject([{ api: 'acme', path: '/new-order', ...fault }]);
});

test('what the local cloud refuses is refused in its words', async () => {
  await expect(faults('add', 'aws', '/droplets', '--status', 'many')).rejects.toThrow(
    'body/api must be equal to one of the allowed values, body/status must be integer',
  );
  await expect(faults('clear', '7')).rejects.toThrow('no fault 7');
});
