import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { UptimeCheck } from './model';
import { historyAfter, type RegionHistory } from './uptime-history';
import type { Visit } from './visit';

/** By check and region. */
type Histories = Readonly<Record<string, Readonly<Record<string, RegionHistory>>>>;

export function uptimeFile(stateDir: string): string {
  return join(stateDir, 'uptime.json');
}

/** What the visits of a check have shown, by region: a region without an entry was not visited yet. */
export function readUptime(stateDir: string, checkId: string): Readonly<Record<string, RegionHistory>> {
  const histories = readHistories(stateDir);
  return Object.hasOwn(histories, checkId) ? histories[checkId]! : {};
}

function readHistories(stateDir: string): Histories {
  const file = uptimeFile(stateDir);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Histories) : {};
}

/** Histories of all checks, remembered across restarts. */
export class UptimeHistories {
  private histories: Histories;
  private written: Histories;

  public constructor(private readonly stateDir: string) {
    this.written = this.histories = readHistories(stateDir);
  }

  public add(checkId: string, region: string, visit: Visit): void {
    const before = this.histories[checkId];
    const after = historyAfter(before?.[region], visit);
    if (after !== before?.[region]) this.histories = { ...this.histories, [checkId]: { ...before, [region]: after } };
  }

  /** Writes what has changed. @param checks that there are: others are forgotten */
  public async save(checks: readonly UptimeCheck[]): Promise<void> {
    const isThere = ([id]: [string, unknown]) => checks.some((check) => check.id === id);
    const gone = !Object.entries(this.histories).every(isThere);
    if (gone) this.histories = Object.fromEntries(Object.entries(this.histories).filter(isThere));
    if (this.histories === this.written) return;
    const histories = this.histories;
    await writeFileAtomic(uptimeFile(this.stateDir), JSON.stringify(histories), { mode: 0o600, fsync: false });
    this.written = histories;
  }
}
