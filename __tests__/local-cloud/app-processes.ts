import type { AppProcesses } from '../../constructs/app/app-processes';

/** Shell that has the app's database execute statements; `%s` is the node. */
const sql = (...statements: readonly string[]) => `python3 - <<'END'
import os, socket, time, pymysql
connection = pymysql.connect(
    host=os.environ["DATABASE_WRITER_HOST"], port=int(os.environ["DATABASE_WRITER_PORT"]), user=os.environ["DATABASE_USER"],
    password=os.environ["DATABASE_PASSWORD"], database=os.environ["DATABASE_NAME"],
    ssl={"ca": os.environ["DATABASE_CA"], "check_hostname": False}, autocommit=True)
for statement in ${JSON.stringify(statements)}:
    connection.cursor().execute(statement.replace("NODE", socket.gethostname()).replace("MINUTE", str(int(time.time()) // 60)))
    print(statement)
END`;

/** What ran: a table that a second run of the release would fail to make. */
export const TABLE = 'app.ran';

/** A release that would fail a second time, a worker, and a schedule each minute. */
export const processes: AppProcesses = {
  release: sql(
    'CREATE TABLE ran (id INT AUTO_INCREMENT PRIMARY KEY, what VARCHAR(20), node VARCHAR(64), at BIGINT)',
    "INSERT INTO ran (what, node, at) VALUES ('release', 'NODE', MINUTE)",
  ),
  workers: { mail: { start: "python3 -c 'import time; time.sleep(1e9)'", stopTimeoutSeconds: 10 } },
  schedules: {
    minutely: {
      calendar: 'minutely',
      run: sql("INSERT INTO ran (what, node, at) VALUES ('schedule', 'NODE', MINUTE)"),
    },
  },
};
