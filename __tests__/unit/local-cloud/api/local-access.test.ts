import { TestCloud } from './cloud';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await TestCloud.start();
});
afterAll(() => cloud.stop());

const status = (path: string, headers: Record<string, string>, method = 'GET') =>
  cloud.inject(method as 'GET', path, headers);
const token = () => ({ authorization: `Bearer ${cloud.cloud.localToken}` });

test('the local cloud’s own routes need the token of root’s file', async () => {
  expect(await status('/local/status', {})).toBe(401);
  expect(await status('/local/status', { authorization: 'Bearer nonsense' })).toBe(401);
  expect(await status('/local/status', token())).toBe(200);
  expect(await status('/local/webhook', {})).toBe(401);
});

test('no page of a browser drives it, neither with an origin nor with a name that leads here', async () => {
  expect(await status('/local/status', { ...token(), origin: 'http://127.0.0.1:8790' })).toBe(403);
  expect(await status('/local/status', { ...token(), host: 'evil.example' })).toBe(403);
  expect(await status('/local/webhook', { origin: 'null' }, 'POST')).toBe(403);
});

test('what stands in Slack’s place takes messages from droplets without the token', async () => {
  expect(await status('/local/webhook', { host: '169.254.169.254:8790' }, 'POST')).toBe(400);
});
