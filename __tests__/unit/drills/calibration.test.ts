import { calibrate, describeRate, type Probe } from '../../../drills/calibration';
import type { Outcome } from '../../../drills/measure';

const outcome = (other: Partial<Outcome> = {}): Outcome => ({
  at: 0,
  milliseconds: 5,
  late: 1,
  result: 200,
  method: 'GET',
  ...other,
});
const GOOD: Probe = { generator: 'compiled', outcomes: [outcome()], busy: 0.5 };

async function rate(probes: Readonly<Record<number, Partial<Probe>>>) {
  const tried: number[] = [];
  const found = await calibrate((perSecond) => {
    tried.push(perSecond);
    return Promise.resolve({ ...GOOD, ...probes[perSecond] });
  });
  return { tried, found, said: describeRate(found) };
}

test('the highest rate is taken where the machine sends it', async () => {
  expect(await rate({})).toMatchObject({ tried: [200], said: 'load: 200 requests/s, compiled' });
});

test('a rate that is late, fails or leaves no processor time is refused with its reason', async () => {
  const { tried, said } = await rate({
    200: { busy: 0.931 },
    120: { outcomes: [outcome({ late: 80 })] },
    60: { outcomes: [outcome(), outcome({ result: 503 })] },
  });
  expect(tried).toEqual([200, 120, 60, 30]);
  expect(said).toBe(
    'load: 30 requests/s, compiled (200/s: processors 93 % busy; 120/s: sent 80 ms late; 60/s: 1 of 2 failed)',
  );
});

test('the lowest rate is taken whatever becomes of it: trials that it spoils are discarded', async () => {
  const busy = { busy: 1 };
  const { found } = await rate({ 200: busy, 120: busy, 60: busy, 30: busy });
  expect(found).toMatchObject({ perSecond: 30, generator: 'compiled' });
  expect(found.refused).toHaveLength(3);
});
