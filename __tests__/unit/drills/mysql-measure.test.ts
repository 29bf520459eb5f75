import { measureMysql, type Statement } from '../../../drills/mysql/measure';

function insert(at: number, id: string, more: Partial<Statement> = {}): Statement {
  return { at, milliseconds: 10, result: 0, method: 'INSERT', id, node: 'mysql-1', ...more };
}

const everywhere = (...ids: string[]) => new Map(ids.map((id) => [id, 1]));

test('the gap is the longest time between two acknowledged writes, whoever failed meanwhile', () => {
  const statements = [
    insert(0, '0-0'),
    insert(50, '0-1', { result: 'OperationalError 2013' }),
    insert(3000, '0-2'),
    insert(3100, '0-3'),
  ];
  const trial = measureMysql(statements, [everywhere('0-0', '0-2', '0-3')]);
  expect(trial).toMatchObject({ gapMs: 3000, acknowledged: 3, refused: 1, missing: 0 });
});

test('a gap that has not ended when the load does counts, too', () => {
  const statements = [insert(0, '0-0'), insert(5000, '0-1', { result: 'OperationalError 2013' })];
  expect(measureMysql(statements, []).gapMs).toBe(5000);
});

test('a gap that began before the last node came back counts from its return', () => {
  const statements = [insert(0, '0-0'), insert(9000, '0-1')];
  expect(measureMysql(statements, [], { countFrom: 7000 }).gapMs).toBe(2010);
});

test('what is sent while the drill heals is not counted', () => {
  const statements = [insert(0, '0-0'), insert(100, '0-1'), insert(5000, '0-2', { result: 'lost' })];
  expect(measureMysql(statements, [], { countTo: 200 })).toMatchObject({ gapMs: 100, acknowledged: 2, refused: 0 });
});

test('a write that was acknowledged and is not on every node is missing; one that is there twice is duplicated', () => {
  const statements = [insert(0, '0-0'), insert(10, '0-1'), insert(20, '0-2', { result: 'lost' })];
  const nodes = [everywhere('0-0', '0-1'), new Map([['0-1', 2]])];
  expect(measureMysql(statements, nodes)).toMatchObject({ missing: 1, duplicated: 1 });
});

test('writes that a server acknowledges after it was cut off are told apart', () => {
  const statements = [insert(100, '0-0'), insert(900, '0-1'), insert(910, '0-2', { node: 'mysql-2' })];
  const trial = measureMysql(statements, [], { cutOff: { node: 'mysql-1', at: 500 } });
  expect(trial.acknowledgedCutOff).toBe(1);
});

test('reads have their failures and the oldest write that one did not see', () => {
  const read = { at: 0, milliseconds: 3, method: 'SELECT', node: 'mysql-2' } as const;
  const statements: Statement[] = [
    { ...read, result: 0, staleMilliseconds: 40 },
    { ...read, result: 0, staleMilliseconds: 90 },
    { ...read, result: 'OperationalError 2013', node: '' },
  ];
  expect(measureMysql(statements, [])).toMatchObject({ reads: 3, failedReads: 1, stalestMs: 90 });
});
