import { contains, union } from '../../../../local-cloud/managed-mysql/gtid';

const [A, B] = ['3e11fa47-71ca-11e1-9e33-c80aa9429562', 'a0000000-0000-0000-0000-000000000001'];

test.each<[string, boolean, string, string]>([
  ['a set has itself', true, `${A}:1-5`, `${A}:1-5`],
  ['a set has nothing at all', true, '', ''],
  ['nothing has no transaction', false, '', `${A}:1`],
  ['a longer run has a shorter one', true, `${A}:1-9`, `${A}:3-5:7`],
  ['a gap is not had', false, `${A}:1-3:5-9`, `${A}:3-5`],
  ['runs that touch are one', true, `${A}:1-3:4-9`, `${A}:2-6`],
  ['another server’s transactions are others', false, `${A}:1-9`, `${B}:1`],
  ['sets of several servers, over several lines', true, `${A}:1-9,\n${B}:1-2`, `${B}:2,${A}:1`],
  ['tagged transactions are others', false, `${A}:1-9`, `${A}:tag:1`],
  ['tagged transactions have runs of their own', true, `${A}:1-3:tag:5-9`, `${A}:tag:6,${A}:2`],
  ['what two sets have together', true, union(`${A}:1-3`, `${A}:4-6`), `${A}:1-6`],
])('%s', (_, expected, all, part) => {
  expect(contains(all, part)).toBe(expected);
});
