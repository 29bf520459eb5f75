import type { Operation } from '../../cli/mysql/mysql-operator';

/** Carries an operation out and gives what it says. Each line is printed when it is said: of one that hangs, the last tells where. */
export async function carryOut(operation: Operation | undefined): Promise<string> {
  const said: string[] = [];
  await operation!.run((what) => {
    said.push(what);
    process.stdout.write(`${new Date().toISOString()} ${what}\n`);
  });
  return said.join('\n');
}
