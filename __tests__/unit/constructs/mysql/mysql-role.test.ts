import { join } from 'node:path';
import { describePython, python } from '../../python';

const PROGRAM = join(__dirname, '../../../../constructs/mysql/node/mysql-role.py');

describePython('the role agent', () => {
  const paths = (inPlace: number, primary: number, queue: number, replicas: number) =>
    python(PROGRAM, `print(json.dumps(sorted(program.paths(${inPlace}, ${primary}, ${queue}, ${replicas}))))`);

  test.each<[string, string[], [number, number, number, number]]>([
    ['a node outside the cluster is for nothing', [], [0, 1, 0, 2]],
    ['a primary takes writes, and leaves reads to its replicas', ['/member', '/writer'], [1, 1, 0, 2]],
    ['a primary without replicas takes reads too', ['/member', '/reader', '/writer'], [1, 1, 0, 0]],
    ['a replica takes reads', ['/member', '/reader', '/replica'], [1, 0, 10, 2]],
    ['a replica that is far behind is for nothing', [], [1, 0, 5000, 2]],
  ])('%s', (_, expected, row) => {
    expect(paths(...row)).toEqual(expected);
  });
});
