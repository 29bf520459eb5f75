import { Cleanup } from '../../../drills/cleanup';
import type { Outcome } from '../../../drills/measure';
import { underLoad } from '../../../drills/under-load';

const outcome = (at: number): Outcome => ({ at, milliseconds: 1, result: 200, method: 'GET' });

function aLoad() {
  const did: string[] = [];
  const load = {
    now: () => 7,
    outcomes: [outcome(2), outcome(1)],
    stop: () => Promise.resolve(void did.push('stopped')),
  };
  const cleanup = new Cleanup();
  cleanup.register(() => Promise.resolve(did.push('healed')));
  return { did, load, cleanup };
}

test('gives what was found, the outcomes in order, and what was marked when', async () => {
  const { did, load, cleanup } = aLoad();
  const said: string[] = [];
  const found = await underLoad(
    load,
    cleanup,
    (what) => said.push(what),
    (mark) => Promise.resolve(mark('lb-1 lost')),
  );
  expect(found).toEqual({ findings: 7, outcomes: [outcome(1), outcome(2)], marks: [{ at: 7, what: 'lb-1 lost' }] });
  expect(said).toEqual(['lb-1 lost']);
  expect(did).toEqual(['stopped', 'healed']);
});

test('of a fault that fails, the load ends and all is healed; its own words are told, not those of the cleanup', async () => {
  const { did, load, cleanup } = aLoad();
  cleanup.register(() => {
    did.push('cannot be healed');
    return Promise.reject(new Error('still broken'));
  });
  const failing = underLoad(
    load,
    cleanup,
    () => undefined,
    () => Promise.reject(new Error('lb-1 does not answer')),
  );
  await expect(failing).rejects.toThrow('lb-1 does not answer');
  expect(did.sort()).toEqual(['cannot be healed', 'healed', 'stopped']);
});
