import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { animate } from '../../../drills/animate';

const DOCS = join(__dirname, '../../../docs');
const plot = readFileSync(join(DOCS, 'drills/balancer-powered-off.svg'), 'utf8');

test('the picture of the README is the published trial of a lost load balancer', () => {
  const file = join(DOCS, 'failover.svg');
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, animate(plot));
  expect(readFileSync(file, 'utf8')).toBe(animate(plot));
});

test('the sketch changes when the marks of the plot are passed', () => {
  const [, lost] = /@keyframes before\{0%\{opacity:1\}([\d.]+)%/.exec(animate(plot))!;
  const [, mark] = /class="mark" d="M([\d.]+) /.exec(plot)!;
  expect(Number(lost)).toBeCloseTo(((Number(mark) - 46) / 704) * 100, 1);
});

test('another plot is refused', () => {
  expect(() => animate(plot.replace(/<path class="mark".*?\/>/, ''))).toThrow('it has two marks');
});
