import { join } from 'node:path';
import { describePython, python } from '../../../python';

const PROGRAM = join(__dirname, '../../../../../constructs/mysql/backups/node/gtids.py');
const A = '3e11fa47-71ca-11e1-9e33-c80aa9429562';
const B = '4e11fa47-71ca-11e1-9e33-c80aa9429562';

const ask = (code: string) => python(PROGRAM, `print(json.dumps(program.${code}))`);
const parsed = (text: string) => `program.parse('${text}')`;

describePython('sets of transactions', () => {
  test.each([
    ['', ''],
    [`${A}:7`, `${A}:7`],
    [`${A}:1-5:6-9:20,\\n${B}:2-3`, `${A}:1-9:20,${B}:2-3`],
    [`${A}:3-5:1-2`, `${A}:1-5`],
    [`${A.toUpperCase()}:1`, `${A}:1`],
    [`${A}:1-2:a_tag:4-5`, `${A}:1-2,${A}:a_tag:4-5`],
  ])('%j is %j', (text, expected) => {
    expect(ask(`text(${parsed(text)})`)).toBe(expected);
  });

  test.each([
    ['what lies inside', `${A}:1-10`, `${A}:4-5`, `${A}:1-3:6-10`],
    ['the whole', `${A}:1-10`, `${A}:1-10,${B}:1`, ''],
    ['what overlaps the ends', `${A}:5-10`, `${A}:1-5:10-20`, `${A}:6-9`],
    ['nothing of another server', `${A}:5-10`, `${B}:5-10`, `${A}:5-10`],
    ['nothing of another tag', `${A}:5-10`, `${A}:a:5-10`, `${A}:5-10`],
  ])('subtract %s', (_, a, b, expected) => {
    expect(ask(`text(program.subtract(${parsed(a)}, ${parsed(b)}))`)).toBe(expected);
  });

  test('contain one another, or do not', () => {
    expect(ask(`contains(${parsed(`${A}:1-10`)}, ${parsed(`${A}:3-4`)})`)).toBe(true);
    expect(ask(`contains(${parsed(`${A}:1-10`)}, ${parsed(`${A}:10-11`)})`)).toBe(false);
    expect(ask(`contains({}, {})`)).toBe(true);
  });

  test('are put together and counted', () => {
    expect(ask(`text(program.union(${parsed(`${A}:1-3`)}, ${parsed(`${A}:4-6,${B}:1`)}))`)).toBe(`${A}:1-6,${B}:1`);
    expect(ask(`count(${parsed(`${A}:1-6:9,${B}:1`)})`)).toBe(8);
  });
});
