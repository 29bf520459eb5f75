import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WITH_ENVIRONMENT } from '../../constructs/app/app-environment';
import { connect } from '../../cli/connect';
import { replace } from '../../cli/mysql/maintenance';
import { MysqlOperator, type Operation } from '../../cli/mysql/mysql-operator';
import type { Site } from '../site';
import { until, untilNoProblem } from '../../host/until';

const TIER = 'mysql';

async function operator(): Promise<MysqlOperator> {
  const { nodes, fence } = await connect({ stack: 'local' });
  return new MysqlOperator(nodes, fence);
}

/** The database of the site on the local cloud, as a drill sees and breaks it. */
export class Cluster {
  public constructor(public readonly site: Site) {}

  /** Host names of all nodes, with or without power. */
  public async nodes(): Promise<readonly string[]> {
    const names = (await this.site.droplets()).map(({ name }) => name.split('.')[0]!);
    return names.filter((name) => name.startsWith(`${TIER}-`)).sort();
  }

  public primary(): Promise<string> {
    return this.site.primary();
  }

  public async secondaries(): Promise<readonly string[]> {
    const primary = await this.primary();
    return (await this.nodes()).filter((node) => node !== primary);
  }

  public sql(node: string, statement: string): Promise<string> {
    return this.site.on(node, `mysql -N -B -e "${statement}"`);
  }

  /** Private address. */
  public async address(node: string): Promise<string> {
    return (await this.site.droplet(node)).privateIp;
  }

  public async untilPrimaryIsNot(node: string, seconds: number): Promise<void> {
    await until(async () => (await this.primary()) !== node, seconds, `another node than ${node} is primary`);
  }

  public async untilMember(node: string, seconds: number): Promise<void> {
    await until(() => this.site.isMember(node), seconds, `${node} is a member`);
  }

  /** Every node is a member, and one of them primary. */
  public untilWell(seconds: number, onWait?: (complaint: string) => void): Promise<void> {
    return untilNoProblem(
      async () => this.site.databaseComplaint(await this.nodes()),
      500,
      seconds,
      'the database',
      onWait,
    );
  }

  /** Carries out what the command `mysql` would. */
  public async operate(choose: (operator: MysqlOperator) => Promise<Operation | undefined>): Promise<void> {
    await (await choose(await operator()))?.run(() => undefined);
  }

  /** Carries out `mysql replace NODE`. */
  public async replace(node: string): Promise<void> {
    const connection = await connect({ stack: 'local' });
    await this.operate((mysql) => replace(node, mysql, connection.terraformOf(TIER), operator));
  }

  /** Has a caller take connections until it is refused, and hold them; how many it had. */
  public async holdConnections(caller: string, seconds: number): Promise<number> {
    const { id } = await this.site.droplet(caller);
    const hold = [WITH_ENVIRONMENT, 'python3', '-', String(seconds)];
    return Number(await this.site.runtime.exec(id, hold, readFileSync(join(__dirname, 'hold-connections.py'), 'utf8')));
  }

  /** How often a node has each id of a run. */
  public async stored(node: string, run: string): Promise<ReadonlyMap<string, number>> {
    const select = `SELECT CONCAT(writer, '-', n), COUNT(*) FROM app.drill_writes WHERE run = '${run}' GROUP BY writer, n`;
    const rows = (await this.sql(node, select)).split('\n').filter(Boolean);
    return new Map(rows.map((row) => [row.split('\t')[0]!, Number(row.split('\t')[1])]));
  }

  /** Removes what `stored` counts. */
  public async forget(run: string): Promise<void> {
    await this.sql(await this.primary(), `DELETE FROM app.drill_writes WHERE run = '${run}'`);
  }
}
