import { join } from 'node:path';
import { describePython, python } from '../../python';

const PROGRAM = join(__dirname, '../../../../constructs/mysql/node/mysql-peers.py');

/** Follows one peer for a round per answer; gives what was told to the packet filter: [verb, address]. */
function follow(answers: readonly boolean[], addresses: readonly (string | null)[] = ['10.20.0.6']): unknown {
  return python(
    PROGRAM,
    `
answers = iter(json.loads('${JSON.stringify(answers)}'))
addresses = json.loads('${JSON.stringify(addresses)}')
told = []
program.answers = lambda address: next(answers)
program.address_of = lambda name, known: (addresses.pop(0) if len(addresses) > 1 else addresses[0]) or known
program.refuse = lambda address: told.append(['refuse', address])
program.admit = lambda address: told.append(['admit', address])
program.time.sleep = lambda seconds: None
program.follow('mysql-2.int.foobar.com', ${answers.length})
print(json.dumps(told))`,
  );
}

describePython('the watch over the other nodes of a group', () => {
  test('leaves a node alone that answers, or misses one answer', () => {
    expect(follow([true, true, false, true])).toEqual([]);
  });

  test('refuses connections to a node that answers nothing, until it does', () => {
    const address = '10.20.0.6';
    expect(follow([true, false, false, false, true, true])).toEqual([
      ['refuse', address],
      ['refuse', address],
      ['admit', address],
    ]);
  });

  test('begins anew with a node that was replaced under the same name', () => {
    const addresses = ['10.20.0.6', '10.20.0.6', '10.20.0.9'];
    expect(follow([true, false, false, false, true], addresses)).toEqual([['refuse', '10.20.0.6']]);
    expect(follow([true, false, false, false, false, true], addresses)).toEqual([
      ['refuse', '10.20.0.6'],
      ['refuse', '10.20.0.9'],
      ['admit', '10.20.0.9'],
    ]);
  });

  test('knows the other nodes by their settings, which follow every deploy, and not by what it was made with', () => {
    const env = 'KIND=group\\nDOMAIN=int.foobar.com\\nNODES="mysql-1.int.foobar.com mysql-2.int.foobar.com"\\n';
    const secrets =
      'ADMIN_PASSWORD=x\\nNODES="mysql-1.int.foobar.com mysql-2.int.foobar.com mysql-3.int.foobar.com"\\n';
    const code = `print(json.dumps(program.peers(['${env}', '${secrets}'], 'mysql-1')))`;
    expect(python(PROGRAM, code)).toEqual(['mysql-2.int.foobar.com', 'mysql-3.int.foobar.com']);
  });

  test('ends, to be started again, when a deploy has brought other nodes', () => {
    const code = `
found = [['b'], ['b'], ['b', 'c']]
program.nft = lambda text: None
program.current_peers = lambda: found.pop(0)
program.follow = lambda name: time.sleep(1)
program.LOOK_SECONDS = 0.01
program.os = types.SimpleNamespace(_exit=lambda status: (_ for _ in ()).throw(SystemExit(status)))
try:
    program.main()
except SystemExit as ended:
    print(json.dumps({'status': ended.code, 'left': len(found)}))`;
    expect(lines(code)).toEqual({ status: 0, left: 0 });
  });
});

/** The last line: what the program itself prints comes before. */
function lines(code: string): unknown {
  return python(PROGRAM, `import builtins\nshown = builtins.print\nprogram.print = lambda *_, **__: None\n${code}`);
}
