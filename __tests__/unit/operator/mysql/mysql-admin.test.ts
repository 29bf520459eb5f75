import { join } from 'node:path';
import { describePython, python } from '../../python';

const PROGRAM = join(__dirname, '../../../../operator/mysql/node/mysql-admin.py');

describePython('mysql-admin', () => {
  test.each([
    ['', 0],
    ['3e11fa47-71ca-11e1-9e33-c80aa9429562:7', 1],
    ['3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5:9,\n4e11fa47-71ca-11e1-9e33-c80aa9429562:2-3', 8],
  ])('counts the transactions of %j', (gtids, count) => {
    expect(python(PROGRAM, `print(json.dumps(program.transactions(${JSON.stringify(gtids)})))`)).toBe(count);
  });
});
