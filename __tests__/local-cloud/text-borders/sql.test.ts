/** Texts on their way into SQL: names and passwords of the app, with which it can log in then. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Testing, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import fc from 'fast-check';
import { checkAppNames } from '../../../constructs/mysql/check-names';
import { PropChecks } from '../../../constructs/validation';
import { runInRoot } from './root';
import { accepted, anyText } from './texts';

const MINUTE = 60_000;
const PROGRAM = join(__dirname, '../../../constructs/mysql/node/mysql-cluster.py');

function isTaken(name: string): boolean {
  const construct = new Construct(new TerraformStack(Testing.app(), 'stack'), 'one');
  checkAppNames(new PropChecks(construct), { database: name, user: name });
  return construct.node.validate().length === 0;
}

test(
  'the app logs in with the names and passwords that it has, or synth refuses them',
  async () => {
    const names = accepted(isTaken, { signs: ['select', 'a', 'z', '0', '_', 'order', 'by'], count: 40, seed: 7 });
    // PyMySQL, with which the node tries a password, takes ASCII; Terraform makes no other ones.
    const passwords = fc.sample(anyText, { numRuns: 900, seed: 8 }).filter((text) => /^[\x01-\x7e]+$/.test(text));
    const accounts = names.map((name, i) => ({
      ...{ user: name, database: names[names.length - 1 - i]! },
      ...{ password: passwords[2 * i]!, next: `${passwords[2 * i + 1]!}.` },
    }));
    const files = {
      '/read.py': readFileSync(join(__dirname, 'read-sql.py'), 'utf8'),
      '/mysql-cluster.py': readFileSync(PROGRAM, 'utf8'),
      '/usr/local/sbin/mysql-time-zones': '#!/bin/sh\n',
      '/work.json': JSON.stringify(accounts),
    };
    const packages = ['mysql-server-core', 'python3-pymysql', 'python3-cryptography'];
    const read = JSON.parse(await runInRoot({ packages, files, argv: ['python3', '/read.py'] })) as unknown[];
    expect(read).toEqual(
      accounts.flatMap(({ user, database }) => [
        [user, database],
        [user, null],
      ]),
    );
  },
  3 * MINUTE,
);
