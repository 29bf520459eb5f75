import {
  askLocal,
  findDaemon,
  terraformEnvironment,
  type CloudStatus,
  type Daemon,
  type ProviderSource,
} from '../local-cloud/client';
import type { Fault } from '../local-cloud/api/faults/fault';
import { HostRuntime } from '../local-cloud/droplet/host-runtime';
import type { Settings } from '../local-cloud/settings';
import { deploy } from '../scripts/deploy';
import { join } from 'node:path';
import { untilNoProblem } from '../host/until';

type Droplet = CloudStatus['droplets'][number];

const HAPROXY = (command: string) => `echo '${command}' | socat -t 2 - UNIX-CONNECT:/run/haproxy/admin.sock`;

/** The site on the local cloud, as a drill sees and breaks it. */
export class Site {
  public readonly runtime: HostRuntime;
  private deploying: Promise<void> = Promise.resolve();

  public constructor(
    public readonly settings: Settings,
    private readonly providers: ProviderSource,
  ) {
    this.runtime = new HostRuntime(settings);
  }

  public get daemon(): Daemon {
    const daemon = findDaemon(this.settings);
    if (!daemon) throw new Error('the local cloud has stopped: `npm start` starts it');
    return daemon;
  }

  public async droplets(): Promise<readonly Droplet[]> {
    return (await askLocal<CloudStatus>(this.daemon, '/status')).droplets;
  }

  /** Host names of a tier's nodes that have power. */
  public async nodes(tier: string): Promise<readonly string[]> {
    const names = (await this.droplets()).filter(({ power }) => power === 'on').map(({ name }) => name.split('.')[0]!);
    return [...new Set(names.filter((name) => name.startsWith(`${tier}-`)))].sort();
  }

  /** The droplet that carries the name now: the youngest. */
  public async droplet(node: string): Promise<Droplet> {
    const [found] = (await this.droplets())
      .filter(({ name }) => name.startsWith(`${node}.`))
      .sort((a, b) => b.id - a.id);
    if (!found) throw new Error(`there is no node ${node}`);
    return found;
  }

  /** The load balancer that holds the reserved IP, and one that does not. */
  public async balancers(): Promise<{ readonly active: string; readonly standby: string }> {
    const all = (await this.droplets()).filter(({ name }) => name.startsWith('lb-'));
    const [active, standby] = [all.find((one) => one.reservedIp), all.find((one) => !one.reservedIp)];
    if (!active || !standby) throw new Error('no load balancer holds the reserved IP, or there is only one');
    return { active: active.name.split('.')[0]!, standby: standby.name.split('.')[0]! };
  }

  /** Runs a shell script as root on a node. */
  public async on(node: string, script: string): Promise<string> {
    return this.runtime.exec((await this.droplet(node)).id, ['sh', '-euc', script]);
  }

  public async power(node: string, verb: 'kill' | 'start' | 'reboot'): Promise<void> {
    await askLocal(this.daemon, `/droplets/${(await this.droplet(node)).id}/${verb}`, 'POST');
  }

  /** From now on DigitalOcean's API takes so many seconds for each answer. */
  public async slowApi(seconds: number): Promise<void> {
    await this.addApiFault({ api: 'digitalocean', path: '*', delay: seconds });
  }

  /** From now on calls of the APIs have this fault. */
  public async addApiFault(fault: Fault): Promise<void> {
    await askLocal(this.daemon, '/faults', 'POST', fault);
  }

  /** The APIs of the local cloud have no faults any more. */
  public async clearApiFaults(): Promise<void> {
    await askLocal(this.daemon, '/faults', 'DELETE');
  }

  /** `cdktf deploy` of a variation of the environment `local` (drills/variants.ts). Waits for the last one's end: they share a state. */
  public async deploy(variant: string): Promise<void> {
    const env = { ...(await terraformEnvironment(this.daemon, this.settings, this.providers)), VARIANT: variant };
    const output = join(this.settings.stateDir, 'cdktf.drill');
    const options = { env, output, app: 'node --import tsx drills/variant-app.ts', progress: () => undefined };
    this.deploying = this.deploying.catch(() => undefined).then(() => deploy('local', options));
    await this.deploying;
  }

  /** How often the app has each id that begins with `prefix`: by the primary's word, or by that of `node`. */
  public async stored(prefix: string, node?: string): Promise<ReadonlyMap<string, number>> {
    const sql = `SELECT id, COUNT(*) FROM app.visits WHERE id LIKE '${prefix}-%' GROUP BY id`;
    const rows = await this.on(node ?? (await this.primary()), `mysql -N -B -e "${sql}"`);
    return new Map(
      rows
        .split('\n')
        .filter(Boolean)
        .map((row) => [row.split('\t')[0]!, Number(row.split('\t')[1])]),
    );
  }

  /** Removes what `stored` counts. */
  public async forget(prefix: string): Promise<void> {
    await this.on(await this.primary(), `mysql -e "DELETE FROM app.visits WHERE id LIKE '${prefix}-%'"`);
  }

  /** Everything is as it should be: every node up, every server in turn, one master, one backup. */
  public async isWell(): Promise<string | undefined> {
    const balancers = await this.nodes('lb');
    const webs = await this.nodes('web');
    const apps = await this.nodes('app');
    if (balancers.length !== 2 || apps.length !== 2 || webs.length < 2) return 'not all nodes have power';
    const states = await Promise.all(balancers.map((lb) => this.on(lb, 'cat /run/lb-failover/state')));
    const found = states.map((state) => state.trim()).sort();
    if (found.join() !== 'BACKUP,MASTER') return `load balancers are ${found.join(' and ')}`;
    const { active } = await this.balancers();
    if ((await this.on(active, 'cat /run/lb-failover/state')).trim() !== 'MASTER')
      return 'the master has not the reserved IP';
    for (const lb of balancers) {
      const up = await this.serversUp(lb, 'web');
      if (up !== webs.length) return `${lb} has ${up} of ${webs.length} web servers`;
    }
    for (const web of webs) {
      const up = await this.serversUp(web, 'app');
      if (up !== apps.length) return `${web} has ${up} of ${apps.length} app servers`;
    }
    return this.databaseComplaint(await this.nodes('mysql'));
  }

  /** What keeps these nodes from being one database; rejects where none of them is primary. */
  public async databaseComplaint(nodes: readonly string[]): Promise<string | undefined> {
    for (const node of nodes) if (!(await this.isMember(node))) return `${node} is no member`;
    await this.primary();
    return undefined;
  }

  public untilWell(seconds: number, onWait?: (complaint: string) => void): Promise<void> {
    return untilNoProblem(() => this.isWell(), 300, seconds, 'the site', onWait);
  }

  /** Servers of a backend that HAProxy on `node` sends requests to, with their full weight. */
  public async serversUp(node: string, backend: string): Promise<number> {
    const lines = (await this.on(node, HAPROXY('show stat'))).split('\n').map((line) => line.split(','));
    return lines.filter(([name, server, ...rest]) => name === backend && server !== 'BACKEND' && rest[15] === 'UP')
      .length;
  }

  /** Host name of the database node that takes writes. */
  public async primary(): Promise<string> {
    for (const node of await this.nodes('mysql')) if (await this.hasRole(node, 'writer')) return node;
    throw new Error('there is no MySQL primary');
  }

  /** Whether a database node is a member of its group, with all that the others have. */
  public isMember(node: string): Promise<boolean> {
    return this.hasRole(node, 'member');
  }

  private hasRole(node: string, role: 'writer' | 'member'): Promise<boolean> {
    return this.on(node, `curl -fsS -m 2 -o /dev/null http://127.0.0.1:9200/${role}`).then(
      () => true,
      () => false,
    );
  }
}
