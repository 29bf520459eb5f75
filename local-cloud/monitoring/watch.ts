import { existsSync, readFileSync, statSync } from 'node:fs';
import type { State } from '../api/model';
import { dropletSpecOf } from '../api/network-state';
import { stateFile } from '../api/store';
import { clustersOf } from '../managed-mysql/model';
import { nodeSpecOf } from '../managed-mysql/nodes';
import { visitorCaFile } from '../network/edge-certificates';
import { routerFiles } from '../network/router-files';
import type { Settings } from '../settings';
import { Announcer } from './announcer';
import { judgePolicy, judgeUptime, type Finding, type Watched } from './judge';
import { Machines, type MachineSize } from './machines';
import { monitoringOf, type UptimeCheck } from './model';
import { Series } from './series';
import { UptimeHistories } from './uptime-histories';
import { visit, type Visit } from './visit';

/** Seconds between two looks, by DigitalOcean's clock; never more often than each second of this machine's. */
const EVERY = { reading: 10, disks: 60, visit: 60 };
/** The longest period of an uptime alert. */
const KEPT_MS = 3_600_000;

interface Machine extends MachineSize {
  readonly vcpus: number;
}

/** All that the cloud's alerts look at, and what it has said so far. */
export class Watch {
  private readonly machines: Machines;
  private readonly announcer: Announcer;
  private readonly uptime: UptimeHistories;
  private readonly series = new Map<number, Series>();
  /** By check and region. */
  private readonly visits = new Map<string, { last: number; readonly seen: Visit[] }>();
  private lastReading = 0;
  private known: { readonly written: number; readonly state: State } | undefined;

  public constructor(
    private readonly settings: Settings,
    log: (line: string) => void,
  ) {
    this.machines = new Machines(settings);
    this.announcer = new Announcer(settings.stateDir, log);
    this.uptime = new UptimeHistories(settings.stateDir);
  }

  /** Looks at what is due, and says what has changed. */
  public async look(): Promise<void> {
    const state = this.state();
    if (!state) return;
    const { policies, checks, speed } = monitoringOf(state);
    const due = (last: number, seconds: number) => Date.now() - last >= Math.max(1, seconds / speed) * 1000 - 100;
    if (policies.length > 0 && due(this.lastReading, EVERY.reading)) {
      this.lastReading = Date.now();
      await this.readMachines(state, speed);
    }
    const watched = this.watched(state);
    const enabled = checks.filter((check) => check.enabled);
    for (const check of enabled)
      for (const region of check.regions)
        if (due(this.visitsOf(check, region).last, EVERY.visit)) this.visitFrom(region, check);
    await this.uptime.save(checks);
    await this.announcer.announce([
      ...policies
        .filter((policy) => policy.enabled)
        .flatMap((policy) => judgePolicy(policy, watched, Date.now(), speed)),
      ...enabled.flatMap((check) => this.judge(check, speed)),
    ]);
  }

  private judge(check: UptimeCheck, speed: number): Finding[] {
    const seen = (region: string) => this.visitsOf(check, region).seen;
    return check.alerts.map((alert) => judgeUptime(check, alert, seen, Date.now(), speed));
  }

  private async readMachines(state: State, speed: number): Promise<void> {
    const disksEvery = Math.max(5, EVERY.disks / speed);
    const machines = machinesOf(state);
    for (const id of this.series.keys()) if (!machines.some((machine) => machine.id === id)) this.series.delete(id);
    for (const machine of machines) {
      const reading = await this.machines.read(machine, disksEvery);
      if (!reading) continue;
      let series = this.series.get(machine.id);
      if (!series) this.series.set(machine.id, (series = new Series(machine.vcpus)));
      series.add(reading, speed);
    }
  }

  private watched(state: State): Watched[] {
    const seriesOf = (ids: readonly number[]) =>
      ids.map((id) => this.series.get(id)).filter((one) => one !== undefined);
    return [
      ...dropletsOf(state).map(({ id, name, tags }): Watched => ({
        ...{ id: String(id), kind: 'droplets', name, tags, series: seriesOf([id]) },
      })),
      ...clustersOf(state).map(({ id, name, tags, nodes }): Watched => ({
        ...{ id, kind: 'databases', name, tags, series: seriesOf(nodes.map((node) => node.id)) },
      })),
    ];
  }

  private visitsOf({ id }: UptimeCheck, region: string): { last: number; readonly seen: Visit[] } {
    const key = `${id} ${region}`;
    let visits = this.visits.get(key);
    if (!visits) this.visits.set(key, (visits = { last: 0, seen: [] }));
    return visits;
  }

  /** In the background: one that is not answered holds up no other. Those of all regions come from the one address of visitors. */
  private visitFrom(region: string, check: UptimeCheck): void {
    const { stateDir } = this.settings;
    const visits = this.visitsOf(check, region);
    visits.last = Date.now();
    const authority = visitorCaFile(stateDir);
    if (!existsSync(authority)) return;
    void visit(routerFiles(stateDir).visitorProxy.socket, readFileSync(authority, 'utf8'), check.target).then((one) => {
      this.uptime.add(check.id, region, one);
      visits.seen.push(one);
      visits.seen.sort((a, b) => a.at - b.at);
      while (visits.seen[0]!.at < one.at - KEPT_MS) visits.seen.shift();
    });
  }

  /** What the APIs have answered is in this file, whether their process is busy, or gone. */
  private state(): State | undefined {
    const file = stateFile(this.settings.stateDir);
    if (!existsSync(file)) return undefined;
    const written = statSync(file).mtimeMs;
    if (this.known?.written !== written)
      this.known = { written, state: JSON.parse(readFileSync(file, 'utf8')) as State };
    return this.known.state;
  }
}

/** Those whose owner asked for the metrics agent. */
function dropletsOf(state: State) {
  return state.droplets.filter(({ monitoring, deleting, status }) => monitoring && !deleting && status === 'active');
}

function machinesOf(state: State): Machine[] {
  const nodes = clustersOf(state).flatMap((cluster) => cluster.nodes.map((node) => nodeSpecOf(cluster, node)));
  return [...dropletsOf(state).map((droplet) => dropletSpecOf(state, droplet)), ...nodes];
}
