import { join } from 'node:path';
import { describePython, python } from '../../../python';

const PROGRAM = join(__dirname, '../../../../../constructs/mysql/backups/node/binlogs.py');
const U = '3e11fa47-71ca-11e1-9e33-c80aa9429562';

/** As mysqlbinlog 9.7 prints it, with what is of no interest here left out. */
const PRINTED = `# at 4
#261124 23:00:01 server id 1  end_log_pos 127 CRC32 0x1	Start: binlog v 4, server v 9.7.4 created 261124 23:00:01
# at 127
#261124 23:00:01 server id 1  end_log_pos 198 CRC32 0x2	Previous-GTIDs
# ${U}:1-5,
# 4e11fa47-71ca-11e1-9e33-c80aa9429562:1
# at 198
#261124 23:00:02 server id 1  end_log_pos 277 CRC32 0x3	GTID	last_committed=0	sequence_number=1	rbr_only=yes	original_committed_timestamp=1795561202000001	immediate_commit_timestamp=1795561202500000	transaction_length=300
# original_commit_timestamp=1795561202000001 (2026-11-24 23:00:02.000001 UTC)
SET @@SESSION.GTID_NEXT= '${U}:6'/*!*/;
BEGIN
# at 498
#261124 23:00:03 server id 1  end_log_pos 577 CRC32 0x4	GTID	last_committed=1	sequence_number=2	rbr_only=no	original_committed_timestamp=0	immediate_commit_timestamp=1795561203000000	transaction_length=100
SET @@SESSION.GTID_NEXT= '${U}:a_tag:1'/*!*/;
DROP TABLE visits
SET @@SESSION.GTID_NEXT= 'AUTOMATIC' /* added by mysqlbinlog */ /*!*/;
`;

describePython('reading a binary log', () => {
  test('tells what came before it, and each transaction with its time on the server that took it', () => {
    const code = `one = program.scan('binlog.000002', ${JSON.stringify(PRINTED)}.splitlines(True))
print(json.dumps([program.gtids.text(one.previous), one.transactions]))`;
    expect(python(PROGRAM, code)).toEqual([
      `${U}:1-5,4e11fa47-71ca-11e1-9e33-c80aa9429562:1`,
      [
        [`${U}:6`, 1795561202000001],
        [`${U}:a_tag:1`, 1795561203000000],
      ],
    ]);
  });

  test('refuses transactions without a GTID', () => {
    const line = '#261124 23:00:02 server id 1  end_log_pos 277 CRC32 0x3\\tAnonymous_GTID\\tlast_committed=0';
    const code = `
try:
    program.scan('x', ["${line}"])
except ValueError as error:
    print(json.dumps(str(error)))`;
    expect(python(PROGRAM, code)).toBe('x has transactions without a GTID: it was not written by this cluster');
  });

  test('knows when a file was begun from its first bytes, and one that is none', () => {
    const begun = `program.created(b'\\xfebin' + (1795561201).to_bytes(4, 'little'))`;
    expect(python(PROGRAM, `print(json.dumps(${begun}))`)).toBe(1795561201);
    expect(() => python(PROGRAM, `program.created(b'\\xfdbin1234')`)).toThrow('no binary log, or an encrypted one');
  });
});

type Log = [name: string, previous: string, transactions: [number, number][]];

/** Transactions are of one server; a base has 1 to 5. */
function chain(logs: Log[], stops = 'False'): unknown {
  const files = logs.map(([name, previous, transactions]) => {
    const list = transactions.map(([number, at]) => `('${U}:${number}', ${at})`).join(', ');
    return `program.File('${name}', program.gtids.parse('${previous && `${U}:${previous}`}'), [${list}])`;
  });
  const code = `plan = program.chain(program.gtids.parse('${U}:1-5'), [${files.join(', ')}], lambda gtid, at: ${stops})
print(json.dumps([plan.files, program.gtids.text(plan.gtids).partition(':')[2], plan.stopped, plan.last_commit, plan.beyond]))`;
  return python(PROGRAM, code);
}

describePython('the way from a base to a point', () => {
  test('is every file with something new, whatever their order', () => {
    const logs: Log[] = [
      ['c', '1-8', [[9, 90]]],
      [
        'a',
        '1-3',
        [
          [4, 40],
          [5, 50],
          [6, 60],
        ],
      ],
      [
        'b',
        '1-6',
        [
          [7, 70],
          [8, 80],
        ],
      ],
    ];
    expect(chain(logs)).toEqual([['a', 'b', 'c'], '1-9', false, 90, []]);
  });

  test('ends before the transaction that did the damage', () => {
    const logs: Log[] = [
      [
        'a',
        '1-5',
        [
          [6, 60],
          [7, 70],
        ],
      ],
      [
        'b',
        '1-7',
        [
          [8, 80],
          [9, 90],
        ],
      ],
    ];
    expect(chain(logs, `gtid == '${U}:9'`)).toEqual([['a', 'b'], '1-8', true, 80, []]);
    expect(chain(logs, `gtid == '${U}:8'`)).toEqual([['a'], '1-7', true, 70, []]);
  });

  test('ends at the first transaction after a moment, even when the next ones are older by their clock', () => {
    const logs: Log[] = [
      [
        'a',
        '1-5',
        [
          [6, 60],
          [7, 75],
          [8, 65],
        ],
      ],
    ];
    expect(chain(logs, 'at > 70')).toEqual([['a'], '1-6', true, 60, []]);
  });

  test('goes on with the logs of another server where those of the first end', () => {
    const logs: Log[] = [
      ['first-1', '1-5', [[6, 60]]],
      [
        'second-1',
        '',
        [
          [1, 10],
          [2, 20],
          [3, 30],
          [4, 40],
          [5, 50],
          [6, 60],
          [7, 70],
        ],
      ],
    ];
    expect(chain(logs)).toEqual([['first-1', 'second-1'], '1-7', false, 70, []]);
  });

  test('does not leap over a gap, and tells what lies behind it', () => {
    const logs: Log[] = [
      ['a', '1-5', [[6, 60]]],
      ['c', '1-8', [[9, 90]]],
    ];
    expect(chain(logs)).toEqual([['a'], '1-6', false, 60, ['c']]);
  });
});

describePython('a moment', () => {
  test.each([
    ['2026-11-24T23:00:05.25Z', 1795561205250000],
    ['2026-11-24T23:00:05', 1795561205000000],
    ['2026-11-25T00:00:05+01:00', 1795561205000000],
  ])('%s', (text, microseconds) => {
    expect(python(PROGRAM, `print(json.dumps(program.microseconds('${text}')))`)).toBe(microseconds);
  });
});
