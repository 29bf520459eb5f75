import { markdownTable, renderTable } from '../../../host/table';

const ROWS = [
  ['ITEM', 'USD', 'NOTE'],
  ['droplet', '24.00', 'of two'],
  ['volume', '1.00', ''],
];

test('columns line up, without spaces at the end of a line', () => {
  expect(renderTable(ROWS)).toBe('ITEM     USD    NOTE\ndroplet  24.00  of two\nvolume   1.00');
});

test('numbers stand to the right', () => {
  expect(renderTable(ROWS, 1)).toBe('ITEM       USD  NOTE\ndroplet  24.00  of two\nvolume    1.00');
});

test('a Markdown table has its first row as head', () => {
  expect(
    markdownTable([
      ['a', 'b'],
      [1, 2],
    ]),
  ).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |');
});
