/** Run by bench.ts with the garbage collector at hand: measures, and prints the table. */
import { measure } from './measure';
import { renderSynthTimes } from './report';

const [rounds, ...sizes] = process.argv.slice(2).map(Number) as [number, ...number[]];
const measured = sizes.map((droplets) => {
  console.error(`${droplets} droplets`);
  return measure(droplets, rounds);
});
console.log(renderSynthTimes(measured));
