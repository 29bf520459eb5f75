import { pictureOf, type Picture } from '../../../../constructs/picture/picture';
import { drawPicture } from '../../../../cli/diagram/draw';
import { layoutOf, type Rectangle } from '../../../../cli/diagram/layout';
import { textWidth } from '../../../../cli/diagram/measure';
import { activePassive } from '../../../../examples/active-passive';
import { managedDatabase } from '../../../../examples/managed-database';
import { stackOfEnvironment } from '../../../environment-stack';
import { newStack } from '../../constructs/synth';

function example(make: (stack: ReturnType<typeof newStack>) => void): Picture {
  const stack = newStack();
  make(stack);
  return pictureOf(stack);
}

const pictures: readonly (readonly [string, Picture])[] = [
  ['production', pictureOf(stackOfEnvironment('production'))],
  ['three-server', pictureOf(stackOfEnvironment('three-server'))],
  ['an active-passive site', example(activePassive)],
  ['a site with a managed database', example(managedDatabase)],
];

function overlap(a: Rectangle, b: Rectangle): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

test.each(pictures)('in the picture of %s nothing lies on anything else', (_, picture) => {
  const { boxes, arrows, networks } = layoutOf(picture);
  const labels = arrows
    .filter(({ arrow }) => arrow.label !== '')
    .map(({ arrow, label }) => {
      const width = textWidth(arrow.label, 12);
      return { title: arrow.label, x: label.x - width / 2, y: label.y - 8, width, height: 12 };
    });
  const titles = networks.map(({ x, y, title }) => ({ title, x, y, width: 10 + textWidth(title, 12), height: 20 }));
  const things = [...boxes.map(({ box, ...place }) => ({ ...place, title: box.part.title })), ...labels, ...titles];
  const pairs = things.flatMap((a, i) => things.slice(i + 1).map((b) => [a, b] as const));
  expect(things.length).toBeGreaterThan(8);
  expect(pairs.filter(([a, b]) => overlap(a, b)).map(([a, b]) => `${a.title} on ${b.title}`)).toEqual([]);
});

test.each(pictures)('in the picture of %s every text lies in its box, and every box in the picture', (_, picture) => {
  const { boxes, x, width, height } = layoutOf(picture);
  for (const { box, ...place } of boxes) {
    for (const line of box.lines) expect(textWidth(line, 12)).toBeLessThanOrEqual(box.width - 24);
    expect(place.x).toBeGreaterThanOrEqual(x);
    expect(place.x + place.width).toBeLessThanOrEqual(x + width);
    expect(place.y + place.height).toBeLessThanOrEqual(height);
  }
});

test('fits into 800 pixels', () => {
  for (const [, picture] of pictures) expect(layoutOf(picture).width).toBeLessThan(800);
});

test('follows the theme of the reader: each colour has another one by night', () => {
  const svg = drawPicture(pictures[0]![1]);
  const [, dark] = /@media \(prefers-color-scheme:dark\)\{([^]*?)\n\}/.exec(svg)!;
  const colours = (rules: string) => rules.match(/^\.?[\w-]+\{(?:fill|stroke):#[0-9a-f]{6}/gm)!;
  const light = colours(svg.replace(dark!, ''));
  expect(colours(dark!).map((rule) => rule.split('{')[0])).toEqual(light.map((rule) => rule.split('{')[0]));
  expect(colours(dark!).filter((rule) => light.includes(rule))).toEqual([]);
});

test('text is escaped', () => {
  const parts = [
    { id: 'a', kind: 'tier' as const, title: '<a&b>', machines: [], lines: [], singlePointOfFailure: false },
  ];
  const svg = drawPicture({ networks: [], parts, arrows: [], legend: [] });
  expect(svg).toContain('&lt;a&amp;b&gt;');
});

test('a stack without a construct of this package is an empty picture', () => {
  const svg = drawPicture(pictureOf(newStack()));
  expect(svg).toContain('<svg');
  expect(svg).not.toContain('NaN');
});
