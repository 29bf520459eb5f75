import { seconds } from '../../../../local-cloud/providers/framework/timeouts';
import { droplet } from '../../../../local-cloud/providers/digitalocean/droplet';

test.each([
  ['60s', 60],
  ['15m', 900],
  ['1h30m', 5400],
  ['1.5s', 1.5],
])('%s are %d seconds', (duration, expected) => {
  expect(seconds(duration)).toBe(expected);
});

test.each(['', '10', '10 m', 'soon'])("'%s' is refused", (duration) => {
  expect(() => seconds(duration)).toThrow(`'${duration}' is no duration (write it like '10m')`);
});

/** An API with one droplet, which shuts down after `drain` seconds. */
function api(drain: number) {
  const requests: string[] = [];
  let off = Infinity;
  let there = true;
  const client = {
    find: () => Promise.resolve(there ? { droplet: { status: 'active', volume_ids: [] } } : null),
    post: (_: string, { type }: { type: string }) => {
      requests.push(type);
      off = Date.now() + drain * 1000;
      return Promise.resolve({ action: { id: 1, type } });
    },
    get: () => Promise.resolve({ action: { completed_at: Date.now() >= off ? 'now' : null } }),
    delete: () => {
      requests.push('delete');
      there = false;
      return Promise.resolve();
    },
  };
  return { requests, destroy: (state: object) => droplet.delete!(state as never, client as never) };
}

test('a droplet that drains for longer than its deletion may take is not deleted, as with the real provider', async () => {
  const { requests, destroy } = api(3600);
  await expect(destroy({ id: '7', graceful_shutdown: true, timeouts: { delete: '20.2s' } })).rejects.toThrow(
    'timeout of 20.2s while waiting for action 1 (a `timeouts` block sets another one)',
  );
  expect(requests).toEqual(['shutdown']);
});

test('without `timeouts` the deletion has a minute, of which the real provider sleeps 20 s', async () => {
  const { destroy } = api(3600);
  const now = jest.spyOn(Date, 'now');
  const start = 1_700_000_000_000;
  let looks = 0;
  now.mockImplementation(() => start + 5000 * looks++);
  await expect(destroy({ id: '7', graceful_shutdown: true, timeouts: null })).rejects.toThrow('timeout of 60s');
  now.mockRestore();
  expect(5 * looks).toBeLessThan(60);
});

test('with time enough it drains, then goes', async () => {
  const { requests, destroy } = api(0.1);
  await destroy({ id: '7', graceful_shutdown: true, timeouts: { delete: '15m' } });
  expect(requests).toEqual(['shutdown', 'delete']);
});
