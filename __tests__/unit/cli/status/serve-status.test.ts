import { serveStatus, type StatusServer } from '../../../../cli/status/serve-status';
import { aSite } from './a-site';

let server: StatusServer;
let asked = 0;

beforeAll(async () => {
  const ask = () => {
    asked++;
    return Promise.resolve(aSite());
  };
  server = await serveStatus('production', ask, 0);
});
afterAll(() => server.close());

test('serves the page, and what it shows, on loopback', async () => {
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  expect(await (await fetch(server.url)).text()).toContain('<!doctype html>');
  expect(await (await fetch(`${server.url}status.json`)).json()).toMatchObject({ site: 'production', health: 'well' });
  expect((await fetch(`${server.url}other`)).status).toBe(404);
});

test('asks the nodes once for all browsers that look at the same time', async () => {
  const before = asked;
  const all = await Promise.all([1, 2, 3].map(() => fetch(`${server.url}status.json`)));
  expect(all.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(asked - before).toBeLessThanOrEqual(1);
});

test('refuses a port that is taken', async () => {
  const port = Number(new URL(server.url).port);
  await expect(serveStatus('production', () => Promise.resolve(aSite()), port)).rejects.toThrow('EADDRINUSE');
});

test('says why there is no answer', async () => {
  const failed = await serveStatus('production', () => Promise.reject(new Error('not deployed from here')), 0);
  const answer = await fetch(`${failed.url}status.json`);
  expect([answer.status, await answer.text()]).toEqual([503, 'not deployed from here']);
  failed.close();
});
