import {
  countResources,
  renderedTexts,
  shapesOf,
  synthesizeByHand,
  synthesizeConstructs,
} from '../../../../bench/synth/measure';
import { renderSynthTimes } from '../../../../bench/synth/report';

test('what is compared is the same: as many resources of each type, and as much text within a tenth', () => {
  const [constructs, byHand] = [synthesizeConstructs(shapesOf(5)), synthesizeByHand(shapesOf(5), renderedTexts())];
  expect(countResources(byHand)).toEqual(countResources(constructs));
  expect(countResources(constructs)).toMatchObject({ digitalocean_droplet: 5 });
  expect(Math.abs(byHand.json.length / constructs.json.length - 1)).toBeLessThan(0.1);
});

test('sites beside one another are refused by nobody', () => {
  expect(countResources(synthesizeConstructs(shapesOf(105)))).toMatchObject({ digitalocean_droplet: 105 });
});

test.each([5, 100, 1000])('%d droplets are that many', (droplets) => {
  expect(shapesOf(droplets).reduce((sum, { web, app }) => sum + web + app, 0)).toBe(droplets);
});

test('the table has medians, ratios within a round, and the growth from the size before', () => {
  const times = (droplets: number, constructs: number[], byHand: number[]) => ({
    droplets,
    constructs,
    byHand,
    resources: 1,
  });
  const table = renderSynthTimes([times(10, [20, 30, 90], [10, 10, 90]), times(100, [300, 300, 300], [200, 200, 200])]);
  expect(table.split('\n').slice(1)).toEqual([
    expect.stringMatching(/^10 +1 +10 +30 +2\.00$/),
    expect.stringMatching(/^100 +1 +200 +300 +1\.50 +1\.00$/),
  ]);
});
