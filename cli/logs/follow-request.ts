import { RECEIVED } from '../../constructs/monitoring/journal-nodes';
import type { Nodes, TierHeading, TieredNodes } from '../site-nodes';

/** What HAProxy makes (`unique-id-format`). */
const REQUEST_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What one node has written about a request. */
export interface LogLine {
  /** Host name of the one that wrote it. */
  readonly node: string;
  /** Milliseconds since 1970, when the line was written: at the request's end. */
  readonly at: number;
  /** Such as haproxy, nginx. */
  readonly program: string;
  /** The line's fields, where it is an object of JSON. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The line, where it is none. */
  readonly text?: string;
}

export interface Followed {
  /** From the visitor inwards; of one tier by time. */
  readonly lines: readonly LogLine[];
  /** Nodes that could not be asked, and why: what they have written is missing, but for what monitoring droplets have of it. */
  readonly missing: readonly string[];
}

/** Rejects what is no request's id. */
export function checkRequestId(id: string | undefined): asserts id is string {
  if (id === undefined || !REQUEST_ID.test(id))
    throw new Error(
      `a request's id looks like 3e11fa47-71ca-11e1-9e33-c80aa9429562, got ${id === undefined ? 'none' : `'${id}'`}: visitors find it in the header X-Request-Id`,
    );
}

/**
 * Looks for a request in the journals of every node, `hours` back, and in those that monitoring droplets have collected. Rejects what is no
 * request's id.
 */
export async function followRequest(nodes: TieredNodes, id: string, hours: number): Promise<Followed> {
  checkRequestId(id);
  // journalctl ends with 1 when nothing matches, and where nothing was collected.
  const look = (where: string) =>
    `journalctl ${where} -o json --output-fields=MESSAGE,SYSLOG_IDENTIFIER,_HOSTNAME --since -${hours}h -g ${id} || [ $? = 1 ]`;
  const rolesOf = (wanted: (kind: TierHeading['kind']) => boolean) =>
    nodes.tiers.filter(({ kind }) => wanted(kind)).map(({ role }) => role);
  // From the visitor inwards; a request's id does not reach the database.
  const passed = rolesOf((kind) => kind !== 'database' && kind !== 'monitoring');
  // They have the journals of all nodes, also of those that are gone.
  const collectors = rolesOf((kind) => kind === 'monitoring');
  const answers = await Promise.all([
    ...passed.flatMap((tier) => nodes.tier(tier)).map((node) => ask(nodes, node, look('-q'))),
    ...collectors.flatMap((tier) => nodes.tier(tier)).map((node) => ask(nodes, node, look(`-q -D ${RECEIVED}`))),
  ]);
  // A line is there once, however many have it.
  const found = new Map<string, LogLine>();
  for (const entry of answers.flatMap(({ entries }) => entries)) found.set(JSON.stringify(entry), parse(entry));
  const place = ({ node }: LogLine) => [...passed, tierOf(node)].indexOf(tierOf(node));
  return {
    lines: [...found.values()].sort((a, b) => place(a) - place(b) || a.at - b.at),
    missing: answers.flatMap(({ missing }) => missing),
  };
}

type Entry = Readonly<Record<'__REALTIME_TIMESTAMP' | '_HOSTNAME' | 'SYSLOG_IDENTIFIER' | 'MESSAGE', string>>;

async function ask(
  nodes: Nodes,
  node: string,
  command: string,
): Promise<{ readonly entries: readonly Entry[]; readonly missing: readonly string[] }> {
  try {
    const lines = (await nodes.on(node, command)).split('\n').filter(Boolean);
    return { entries: lines.map(readEntry), missing: [] };
  } catch (error) {
    return {
      entries: [],
      missing: [`${node.split('.')[0]}: ${(error as Error).message.trim().split('\n').at(-1)}`],
    };
  }
}

/** Without what differs between a journal and its copies. */
function readEntry(line: string): Entry {
  const { __REALTIME_TIMESTAMP, _HOSTNAME, SYSLOG_IDENTIFIER, MESSAGE } = JSON.parse(line) as Entry;
  return { __REALTIME_TIMESTAMP, _HOSTNAME, SYSLOG_IDENTIFIER, MESSAGE };
}

function parse(entry: Entry): LogLine {
  const about = {
    node: entry._HOSTNAME.split('.')[0]!,
    at: Math.round(Number(entry.__REALTIME_TIMESTAMP) / 1000),
    program: entry.SYSLOG_IDENTIFIER,
  };
  try {
    const fields: unknown = JSON.parse(entry.MESSAGE);
    if (typeof fields === 'object' && fields !== null) return { ...about, fields: fields as Record<string, unknown> };
  } catch {
    // A program's own words.
  }
  return { ...about, fields: {}, text: entry.MESSAGE };
}

function tierOf(node: string): string {
  return node.replace(/-\d+$/, '');
}
