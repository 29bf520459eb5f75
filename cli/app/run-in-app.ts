import type { SiteTier } from '../../constructs/site-output/site-description';
import { connect } from '../connect';
import type { SiteSelection } from '../project/find-site';
import type { AttachableNodes } from '../site-nodes';

export interface RunOptions extends SiteSelection {
  /** Role of the app's nodes. */
  readonly tier?: string;
  /** Short name of the node. */
  readonly node?: string;
}

const LAUNCHER = '/usr/local/sbin/app-environment';
/** As its unit has it; its own variables, secrets among them, are read on the node and stand in no command line. */
const SURROUNDINGS = [
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'LANG=C.UTF-8',
  'STATE_DIRECTORY=/var/lib/app',
  // Of the launcher itself.
  'ENTER_RELEASE=yes',
].join(' ');

/** Runs a command as the app, on one of its nodes, in this terminal; ends with its exit code. */
export async function runInApp(words: readonly string[], options: RunOptions): Promise<void> {
  const { nodes, site } = await connect(options);
  const node = await findNode(nodes, namesIn(tierOfApp(site.tiers, options), options));
  const tty = Boolean(process.stdin.isTTY && process.stdout.isTTY);
  process.exitCode = await nodes.attach(node, commandLine(words), tty);
}

/** As a node's shell reads it. */
export function commandLine(words: readonly string[]): string {
  return `cd /opt/app && exec env -i ${SURROUNDINGS} TERM="\${TERM:-dumb}" ${LAUNCHER} ${words.map(quote).join(' ')}`;
}

function quote(word: string): string {
  return `'${word.replace(/'/g, "'\\''")}'`;
}

/** The one tier of an app, or the web servers, beside which it may run. */
export function tierOfApp<Tier extends Pick<SiteTier, 'role' | 'kind'>>(
  tiers: readonly Tier[],
  { tier: role }: Pick<RunOptions, 'tier'>,
): Tier {
  const named = role === undefined ? tiers : tiers.filter((one) => one.role === role);
  const apps = named.filter(({ kind }) => kind === 'app');
  const found = apps.length > 0 ? apps : named.filter(({ kind }) => kind === 'web');
  if (found.length === 1) return found[0]!;
  const known = tiers.filter(({ kind }) => kind === 'app' || kind === 'web').map((one) => one.role);
  if (found.length > 1) throw new Error(`the site has several apps: name one by --tier (${roles(found)})`);
  throw new Error(
    `the site has no app${role === undefined ? '' : ` '${role}'`}: there are ${known.join(', ') || 'none'}`,
  );
}

function roles(tiers: readonly Pick<SiteTier, 'role'>[]): string {
  return tiers.map(({ role }) => role).join(', ');
}

function namesIn({ nodes }: SiteTier, { node }: RunOptions): readonly string[] {
  const names = nodes.map(({ name }) => name);
  if (node === undefined) return names;
  const found = names.filter((name) => name === node || name.split('.')[0] === node);
  if (found.length === 0) throw new Error(`no node ${node}: there are ${names.join(', ')}`);
  return found;
}

/** The first that answers and has the app. */
export async function findNode(nodes: Pick<AttachableNodes, 'on'>, names: readonly string[]): Promise<string> {
  const problems: string[] = [];
  for (const name of names) {
    try {
      await nodes.on(name, `test -x ${LAUNCHER} || { echo 'there is no app on it' >&2; exit 1; }`);
      return name;
    } catch (error) {
      problems.push(`${name}: ${(error as Error).message.replace(/^.* ended with /s, 'ended with ')}`);
    }
  }
  throw new Error(`no node of the app answers:\n${problems.join('\n')}`);
}
