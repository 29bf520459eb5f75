import { until } from '../../host/until';
import { run } from '../../host/run';
import type { Image } from '../../local-cloud/image/build';
import { Root } from '../root';
import { tlsFiles } from './certificates';
import { CLIENTS, PREPARATION, parseSlap, slapArguments, type Load } from './slap';
import { configuration, directoryOf, topologies, type Topology } from './topologies';

const PACKAGES = ['mysql-server-core', 'mysql-client'];
const TLS = ['ca', 'node', 'node-key'].map((name) => `/etc/mysql/tls/${name}.pem`);
const READY_WITHIN_SECONDS = 60;
const CLUSTER = "'cluster'@'%'";
/** No secret: nobody outside this process's network reaches these servers. */
const PASSWORD = 'bench';
const LOGIN = `SOURCE_USER = 'cluster', SOURCE_PASSWORD = '${PASSWORD}'`;

/** All servers of all topologies on loopback, each with the configuration that a node of such a cluster gets. */
export class Stand {
  private constructor(private readonly root: Root) {}

  /** `disk`: a directory for the data; everything else is in memory. */
  public static async start(image: Image, disk: string): Promise<Stand> {
    await run('ip', ['link', 'set', 'lo', 'up']);
    // A group wants an address that an interface has.
    for (const { members } of topologies)
      for (const { address } of members) await run('ip', ['address', 'add', `${address}/32`, 'dev', 'lo']);
    const root = await Root.install(image, PACKAGES);
    await root.bind(disk, '/srv');
    root.write(await tlsFiles(topologies.flatMap(({ members }) => members.map(({ address }) => address))));
    const stand = new Stand(root);
    await root.run('mysqld', '--no-defaults', '--initialize-insecure', '--user=root', '--datadir=/srv/data');
    for (const topology of topologies) await stand.begin(topology);
    return stand;
  }

  public get version(): Promise<string> {
    return this.root.run('mysqld', '--version').then((text) => /Ver (\S+)/.exec(text)![1]!);
  }

  /** Statements or queries a second: writes on the primary, reads on whoever else there is. */
  public async load(topology: Topology, load: Load, queries: number): Promise<number> {
    const [primary, ...others] = topology.members;
    const targets = load.name === 'writes' || others.length === 0 ? [primary!] : others;
    const share = (whole: number) => Math.ceil(whole / targets.length);
    const begun = process.hrtime.bigint();
    const each = await Promise.all(
      targets.map((member) =>
        this.root.run('mysqlslap', ...slapArguments(member, load, share(queries), share(CLIENTS))),
      ),
    );
    // By the clients' clocks: without the time in which they start. The slowest of them ends the load.
    const seconds = Math.max(...each.map(parseSlap));
    if (seconds > Number(process.hrtime.bigint() - begun) / 1e9)
      throw new Error('mysqlslap counts more time than passed');
    return queries / seconds;
  }

  private async begin(topology: Topology): Promise<void> {
    for (const i of topology.members.keys()) {
      const directory = directoryOf(topology, i);
      this.root.write({
        [`/etc/${topology.name}-${i + 1}.cnf`]: configuration(topology, i),
        [`${directory}/.keep`]: '',
      });
      await this.root.run('cp', '-a', '/srv/data', `${directory}/data`);
      await this.root.run('rm', '-f', `${directory}/data/auto.cnf`);
      this.root.start('mysqld', `--defaults-file=/etc/${topology.name}-${i + 1}.cnf`, '--user=root');
      await this.answers(topology, i);
      await this.sql(topology, i, [
        'SET SESSION sql_log_bin = 0',
        'SET GLOBAL super_read_only = OFF',
        `CREATE USER ${CLUSTER} IDENTIFIED BY '${PASSWORD}' REQUIRE X509`,
        `GRANT REPLICATION SLAVE, BACKUP_ADMIN, CONNECTION_ADMIN, GROUP_REPLICATION_STREAM ON *.* TO ${CLUSTER}`,
        "CREATE USER 'bench'@'%' REQUIRE SSL",
        "GRANT ALL ON bench.* TO 'bench'@'%'",
        'RESET BINARY LOGS AND GTIDS',
        'SET GLOBAL super_read_only = ON',
      ]);
    }
    await this.form(topology);
    await this.sql(topology, 0, PREPARATION);
    await this.followed(topology);
  }

  /** As mysql-cluster does it on the nodes. */
  private async form(topology: Topology): Promise<void> {
    const writable = ['SET GLOBAL super_read_only = OFF', 'SET GLOBAL read_only = OFF'];
    if (topology.name === 'group') {
      const begin = [`CHANGE REPLICATION SOURCE TO ${LOGIN} FOR CHANNEL 'group_replication_recovery'`];
      const first = ['SET GLOBAL group_replication_bootstrap_group = ON'];
      for (const i of topology.members.keys()) {
        await this.sql(topology, i, [
          ...begin,
          ...(i === 0 ? first : []),
          `START GROUP_REPLICATION USER = 'cluster', PASSWORD = '${PASSWORD}'`,
        ]);
        if (i === 0) await this.sql(topology, 0, ['SET GLOBAL group_replication_bootstrap_group = OFF']);
      }
      return;
    }
    await this.sql(topology, 0, writable);
    if (topology.name === 'single') return;
    const tls = ['CA', 'CERT', 'KEY'].map((what, i) => `SOURCE_SSL_${what} = '${TLS[i]}'`).join(', ');
    await this.sql(topology, 1, [
      `CHANGE REPLICATION SOURCE TO SOURCE_HOST = '${topology.members[0]!.address}', SOURCE_PORT = ${topology.members[0]!.port}, ${LOGIN}, SOURCE_AUTO_POSITION = 1, SOURCE_SSL = 1, ${tls}`,
      'START REPLICA',
    ]);
    await this.sql(topology, 0, ['SET GLOBAL rpl_semi_sync_source_enabled = ON']);
  }

  private sql(topology: Topology, member: number, statements: readonly string[]): Promise<string> {
    const socket = `${directoryOf(topology, member)}/socket`;
    return this.root.run('mysql', '--no-defaults', '-uroot', '-N', '-B', '-S', socket, '-e', statements.join(';\n'));
  }

  private answers(topology: Topology, member: number): Promise<void> {
    const answers = () => this.sql(topology, member, ['SELECT 1']).then(() => true);
    return until(answers, READY_WITHIN_SECONDS, `${topology.name}-${member + 1} answers`);
  }

  /** Every member has what the first one has. */
  private followed(topology: Topology): Promise<void> {
    const followed = async () => {
      const counts = topology.members.map((_, i) => this.sql(topology, i, ['SELECT COUNT(*) FROM bench.t']));
      return new Set(await Promise.all(counts)).size === 1;
    };
    return until(followed, READY_WITHIN_SECONDS, `${topology.title}: all have the rows`);
  }
}
