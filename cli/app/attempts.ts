import type { Nodes } from '../site-nodes';

export type Version = Readonly<Record<string, string>>;

/** A line of a node's history of releases (constructs/app/node/app-update.py). */
export interface Attempt {
  /** Seconds since 1970. */
  readonly at: number;
  readonly seconds: number;
  readonly id: string;
  readonly version: Version;
  readonly outcome: 'in place' | 'not in place';
}

const HISTORY = '/var/lib/app-releases/history';

/** The last twenty of a node, the oldest first. */
export async function attemptsOn(nodes: Pick<Nodes, 'on'>, node: string): Promise<readonly Attempt[]> {
  const lines = await nodes.on(node, `tail -n 20 ${HISTORY}`);
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Attempt);
}

/** The last one in place that is another than what the deploy wants now: than the last attempt. */
export function versionBefore(attempts: readonly Attempt[]): Version | undefined {
  const now = JSON.stringify(attempts.at(-1)?.version);
  return attempts.findLast(({ outcome, version }) => outcome === 'in place' && JSON.stringify(version) !== now)
    ?.version;
}
