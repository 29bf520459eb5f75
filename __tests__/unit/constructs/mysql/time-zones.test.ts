import { join } from 'node:path';
import { describePython, python } from '../../python';

const PROGRAM = join(__dirname, '../../../../constructs/mysql/node/mysql-time-zones.py');
const PRINTED = `TRUNCATE TABLE time_zone;
TRUNCATE TABLE time_zone_name;
START TRANSACTION;
INSERT INTO time_zone (Use_leap_seconds) VALUES ('N');
SET @time_zone_id= LAST_INSERT_ID();
INSERT INTO time_zone_name (Name, Time_zone_id) VALUES ('UTC', @time_zone_id);
COMMIT;
ALTER TABLE time_zone_transition ORDER BY Time_zone_id, Transition_time;
`;

/** What is run on a server that is read-only or not and has that comment, by a node with tzdata 2026b. */
function load(readOnly: 0 | 1, comment: string): { loaded: boolean; statements: string[] } {
  return python(
    PROGRAM,
    `
ran = []
def rows(statement):
    ran.append(statement)
    return [[${readOnly}]] if 'super_read_only' in statement else [['${comment}']] if 'TABLE_COMMENT' in statement else []
loaded = program.load(rows, '2026b', lambda: ${JSON.stringify(PRINTED)})
print(json.dumps({'loaded': loaded, 'statements': [one for one in ran if not one.startswith('SELECT')]}))`,
  ) as { loaded: boolean; statements: string[] };
}

describePython('the time zones of the servers', () => {
  test('are loaded in one transaction, and then marked with their version', () => {
    const { loaded, statements } = load(0, 'Time zones');
    expect(loaded).toBe(true);
    expect(statements).toEqual([
      'START TRANSACTION',
      'DELETE FROM time_zone_name',
      'DELETE FROM time_zone_transition',
      'DELETE FROM time_zone_transition_type',
      'DELETE FROM time_zone',
      "INSERT INTO time_zone (Use_leap_seconds) VALUES ('N')",
      'SET @time_zone_id= LAST_INSERT_ID()',
      "INSERT INTO time_zone_name (Name, Time_zone_id) VALUES ('UTC', @time_zone_id)",
      'COMMIT',
      "ALTER TABLE time_zone COMMENT = 'Time zones of tzdata 2026b'",
    ]);
  });

  test.each<[string, boolean, 0 | 1, string]>([
    ['are renewed by newer ones', true, 0, 'Time zones of tzdata 2026a'],
    ['are renewed by those of another year', true, 0, 'Time zones of tzdata 2025z'],
    ['are left alone when they are the same', false, 0, 'Time zones of tzdata 2026b'],
    ['never become older, whoever is primary', false, 0, 'Time zones of tzdata 2026c'],
    ['come to a node that takes no writes by replication', false, 1, 'Time zones'],
  ])('%s', (_, loaded, readOnly, comment) => {
    expect(load(readOnly, comment).loaded).toBe(loaded);
  });

  test('are not loaded from output that the program does not know', () => {
    const code = `
try:
    program.transaction("INSERT INTO time_zone (Use_leap_seconds) VALUES ('N');\\nDROP TABLE user;\\n")
except ValueError as error:
    print(json.dumps(str(error)))`;
    expect(python(PROGRAM, code)).toBe('mysql_tzinfo_to_sql prints something unknown: DROP TABLE user');
  });

  test('have the version that tzdata itself states', () => {
    const code = `print(json.dumps([program.version_of(line) for line in ('# version 2026f\\n', '# version unknown\\n', '')]))`;
    expect(python(PROGRAM, code)).toEqual(['2026f', null, null]);
  });
});
