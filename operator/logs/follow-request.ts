import type { Nodes } from '../site-nodes';

/** From the visitor inwards. */
const TIERS = ['lb', 'web', 'app'] as const;
/** What HAProxy makes (`unique-id-format`). */
const REQUEST_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What one node has written about a request. */
export interface LogLine {
  /** Host name. */
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
  /** Nodes that could not be asked, and why: what they have written is missing. */
  readonly missing: readonly string[];
}

/** Looks for a request in the journals of every node, `hours` back. Rejects what is no request's id. */
export async function followRequest(nodes: Nodes, id: string, hours: number): Promise<Followed> {
  if (!REQUEST_ID.test(id))
    throw new Error(
      `a request's id looks like 3e11fa47-71ca-11e1-9e33-c80aa9429562, got '${id}': visitors find it in the header X-Request-Id`,
    );
  const asked = TIERS.flatMap((tier) => nodes.tier(tier).map((node) => ask(nodes, node, id, hours)));
  const answers = await Promise.all(asked);
  return {
    lines: answers.flatMap((answer) => ('lines' in answer ? answer.lines : [])),
    missing: answers.flatMap((answer) => ('missing' in answer ? [answer.missing] : [])),
  };
}

async function ask(
  nodes: Nodes,
  node: string,
  id: string,
  hours: number,
): Promise<{ readonly lines: readonly LogLine[] } | { readonly missing: string }> {
  const name = node.split('.')[0]!;
  // journalctl ends with 1 when nothing matches.
  const command = `journalctl -o json --output-fields=MESSAGE,SYSLOG_IDENTIFIER --since -${hours}h -g ${id} || [ $? = 1 ]`;
  try {
    const lines = (await nodes.on(node, command)).split('\n').filter(Boolean);
    return { lines: lines.map((line) => parse(name, line)).sort((a, b) => a.at - b.at) };
  } catch (error) {
    return { missing: `${name}: ${(error as Error).message.trim().split('\n').at(-1)}` };
  }
}

function parse(node: string, line: string): LogLine {
  const entry = JSON.parse(line) as Record<'__REALTIME_TIMESTAMP' | 'SYSLOG_IDENTIFIER' | 'MESSAGE', string>;
  const about = { node, at: Math.round(Number(entry.__REALTIME_TIMESTAMP) / 1000), program: entry.SYSLOG_IDENTIFIER };
  try {
    const fields: unknown = JSON.parse(entry.MESSAGE);
    if (typeof fields === 'object' && fields !== null) return { ...about, fields: fields as Record<string, unknown> };
  } catch {
    // A program's own words.
  }
  return { ...about, fields: {}, text: entry.MESSAGE };
}
