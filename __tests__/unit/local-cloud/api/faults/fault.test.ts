import { Faults } from '../../../../../local-cloud/api/faults/faults';
import type { Fault } from '../../../../../local-cloud/api/faults/fault';

const FAULT: Fault = { api: 'digitalocean', path: '/droplets/:id', status: 503 };

/** Which of so many calls are met. */
function met(fault: Fault, calls = 20): number[] {
  const faults = new Faults();
  faults.add(fault);
  return Array.from({ length: calls }, (_, call) => call).filter(() =>
    faults.meet('digitalocean', 'GET', '/droplets/1'),
  );
}

test.each<[string, Partial<Fault>, boolean]>([
  ['its path', {}, true],
  ['a word in the place of a name', { path: '/:kind/1' }, true],
  ['anything in the place of a star', { path: '*' }, true],
  ['a star behind a part', { path: '/droplets/*' }, true],
  ['not what is below its path', { path: '/droplets' }, false],
  ['not another path', { path: '/volumes/:id' }, false],
  ['a dot as itself', { path: '/droplets.1' }, false],
  ['its method', { method: 'GET' }, true],
  ['not another method', { method: 'POST' }, false],
  ['not another API', { api: 'cloudflare' }, false],
])('a fault meets %s', (_, fields, meets) => {
  expect(met({ ...FAULT, ...fields }, 1)).toHaveLength(meets ? 1 : 0);
});

test('a share of the calls is met, the same ones for the same seed', () => {
  const half = met({ ...FAULT, share: 0.5, seed: 7 }, 1000);
  expect(half.length).toBeGreaterThan(400);
  expect(half.length).toBeLessThan(600);
  expect(met({ ...FAULT, share: 0.5, seed: 7 }, 1000)).toEqual(half);
  expect(met({ ...FAULT, share: 0.5, seed: 8 }, 1000)).not.toEqual(half);
  expect([met({ ...FAULT, share: 0 }), met({ ...FAULT, share: 1 })]).toEqual([[], [...Array(20).keys()]]);
});

test('a count of calls is met, and no more', () => {
  expect(met({ ...FAULT, count: 2 })).toEqual([0, 1]);
  expect(met({ ...FAULT, count: 3, share: 0.5 })).toHaveLength(3);
});

test('a fault is over after its seconds', () => {
  const faults = new Faults();
  faults.add({ ...FAULT, seconds: 2 }, 1000);
  const meets = (now: number) => faults.meet('digitalocean', 'GET', '/droplets/1', now) !== undefined;
  expect([meets(1000), meets(2999), meets(3000)]).toEqual([true, true, false]);
  expect(faults.list(3000)).toEqual([{ id: '1', ...FAULT, seconds: 2, calls: 2, met: 2, over: true }]);
});

test('a call meets the oldest of several faults, and the next one when that is over', () => {
  const faults = new Faults();
  faults.add({ ...FAULT, status: 500, count: 1 });
  faults.add({ ...FAULT, status: 503 });
  const meet = () => faults.meet('digitalocean', 'GET', '/droplets/1')?.status;
  expect([meet(), meet(), meet()]).toEqual([500, 503, 503]);
  expect(faults.list().map(({ calls, met: hits, over }) => [calls, hits, over])).toEqual([
    [1, 1, true],
    [2, 2, false],
  ]);
});
