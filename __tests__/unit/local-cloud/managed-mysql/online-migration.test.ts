import { join } from 'node:path';
import { describePython, python } from '../../python';

const PROGRAM = join(__dirname, '../../../../local-cloud/managed-mysql/node/online-migration.py');
const SERVER = '3e11fa47-71ca-11e1-9e33-c80aa9429562';
const DUMP = [
  'SET @MYSQLDUMP_TEMP_LOG_BIN = @@SESSION.SQL_LOG_BIN;',
  'SET @@SESSION.SQL_LOG_BIN= 0;',
  `SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ '${SERVER}:1-5,`,
  `4${SERVER.slice(1)}:1-3';`,
  'CREATE TABLE `t` (`id` int);',
  "INSERT INTO `t` VALUES ('SET @@GLOBAL.GTID_PURGED');",
  '/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`%`*/ /*!50003 TRIGGER x */;',
  'SET @@SESSION.SQL_LOG_BIN = @MYSQLDUMP_TEMP_LOG_BIN;',
];

describePython('an online migration', () => {
  test('copies under transactions of its own, and notes the dump’s as had', () => {
    const lines = DUMP.map((line) => `${JSON.stringify(`${line}\n`)}.encode()`).join(', ');
    const code = `dump = program.Dump([${lines}])
print(json.dumps([b"".join(dump.lines()).decode().splitlines(), dump.gtids()]))`;
    expect(python(PROGRAM, code)).toEqual([
      [DUMP[4], DUMP[5], '/*!50003 CREATE*/ /*!50017 */ /*!50003 TRIGGER x */;'],
      `${SERVER}:1-5,4${SERVER.slice(1)}:1-3`,
    ]);
  });
});
