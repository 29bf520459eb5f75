import { parseReadings } from '../../../bench/watching/readings';
import { watchingTable } from '../../../bench/watching/report';

test('a unit’s ticks are hundredths of a second, its memory megabytes', () => {
  expect(parseReadings('site-facts.service 250 18000\nprometheus.service 1 500\n')).toEqual({
    'site-facts': { cpuSeconds: 2.5, memoryMb: 18 },
    prometheus: { cpuSeconds: 0.01, memoryMb: 0.5 },
  });
});

test('a node’s row has the share of one processor between both readings, the most first; what began in between is left out', () => {
  const before = parseReadings('a.service 100 1000\nb.service 100 2000\n');
  const after = parseReadings('a.service 110 1500\nb.service 160 2600\nnew.service 5 9000\n');
  const rows = watchingTable([{ node: 'lb-1', before, after }], 60).split('\n');
  expect(rows[2]).toBe('| lb-1 | 1.17 % | 4 MB | b 1.00 %, 3 MB; a 0.17 %, 2 MB |');
});
