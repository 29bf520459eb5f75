import type { Member } from './topologies';

/** What a load does: one statement, again and again, by several clients at a time. */
export interface Load {
  readonly name: 'writes' | 'reads';
  readonly title: string;
  readonly query: string;
}

export const CLIENTS = 16;
export const ROWS = 20_000;
export const DATABASE = 'bench';

export const LOADS: readonly Load[] = [
  { name: 'writes', title: 'writes/s', query: "INSERT INTO t (v) VALUES (REPEAT('x', 200))" },
  // The number is chosen before the table is looked at: by its key, not row by row.
  {
    name: 'reads',
    title: 'reads/s',
    query: `SELECT t.v FROM (SELECT 1 + FLOOR(RAND() * ${ROWS}) AS id) one JOIN t ON t.id = one.id`,
  },
];

/** Rows to read, and a table to write to. */
export const PREPARATION = [
  `CREATE DATABASE ${DATABASE}`,
  `CREATE TABLE ${DATABASE}.t (id BIGINT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(200) NOT NULL)`,
  `SET SESSION cte_max_recursion_depth = ${ROWS}`,
  `INSERT INTO ${DATABASE}.t (v) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS}) SELECT REPEAT('x', 200) FROM n`,
];

/** Arguments of mysqlslap against one server, as an app reaches it: by TCP and TLS, verified against the CA. */
export function slapArguments({ address, port }: Member, { query }: Load, queries: number, clients: number): string[] {
  return [
    ...[
      '--no-defaults',
      `--host=${address}`,
      `--port=${port}`,
      '--user=bench',
      '--ssl-mode=VERIFY_CA',
      '--ssl-ca=/etc/mysql/tls/ca.pem',
    ],
    ...[`--create-schema=${DATABASE}`, '--no-drop', `--concurrency=${clients}`, `--number-of-queries=${queries}`],
    `--query=${query}`,
  ];
}

/** Seconds, of what mysqlslap prints at its end. */
export function parseSlap(output: string): number {
  const seconds = Number(/Average number of seconds to run all queries: ([\d.]+) seconds/.exec(output)?.[1]);
  if (!(seconds > 0)) throw new Error(`mysqlslap printed no result: ${output.slice(-500)}`);
  return seconds;
}
