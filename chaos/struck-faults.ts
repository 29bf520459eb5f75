import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sync as writeAtomically } from 'write-file-atomic';
import type { Cluster } from '../drills/mysql/cluster';
import { untilFound } from '../host/until';
import type { Settings } from '../local-cloud/settings';
import type { FaultClass, Struck } from './faults/fault-class';

const HEAL_SECONDS = 240;

/** The faults that are present, in a file as well: what a run that was killed has left, the next one heals. */
export class StruckFaults {
  private readonly file: string;
  private all: readonly Struck[];

  public constructor(
    { stateDir }: Pick<Settings, 'stateDir'>,
    private readonly classOf: (name: string) => FaultClass,
  ) {
    this.file = join(stateDir, 'chaos-struck.json');
    this.all = existsSync(this.file) ? (JSON.parse(readFileSync(this.file, 'utf8')) as Struck[]) : [];
  }

  public get list(): readonly Struck[] {
    return this.all;
  }

  /** Noted before it comes about. */
  public async strike(cluster: Cluster, struck: Struck): Promise<void> {
    this.note([...this.all, struck]);
    await this.classOf(struck.name).strike(cluster, struck);
  }

  public async heal(cluster: Cluster, struck: Struck): Promise<void> {
    await this.classOf(struck.name).heal(cluster, struck);
    this.note(this.all.filter((other) => other !== struck));
  }

  /** All of them, again and again: one may stand in the way of another's end. Nodes get their power first. */
  public async healAll(cluster: Cluster, progress: (what: string) => void = () => undefined): Promise<void> {
    let failure = '';
    const attempt = async () => {
      const families = ({ name }: Struck) => (this.classOf(name).family === 'machine' ? 0 : 1);
      for (const struck of [...this.all].sort((a, b) => families(a) - families(b))) {
        await this.heal(cluster, struck).catch((error: Error) => {
          failure = `${struck.name} on ${struck.nodes.join(', ') || 'the site'}: ${error.message}`;
          progress(`not healed yet: ${failure}`);
        });
      }
      return this.all.length === 0 || undefined;
    };
    await untilFound(attempt, { seconds: HEAL_SECONDS, pauseMs: 1000, error: () => `not healed: ${failure}` });
  }

  private note(all: readonly Struck[]): void {
    this.all = all;
    if (all.length === 0) rmSync(this.file, { force: true });
    else writeAtomically(this.file, JSON.stringify(all));
  }
}
