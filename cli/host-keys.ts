import { appendFile, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { HostKeySource, SiteNode } from '../constructs/site-output/site-description';
import { run, succeeds } from '../host/run';
import type { SshRoute } from './reach';

/** A node, and the channel that proves its host keys. */
export interface PinnedNode extends SiteNode {
  readonly hostKeys?: HostKeySource;
}

/** No trusted source has a node's host key: ssh is not run. */
export class NoHostKey extends Error {}

const KEY = /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp\d+) ([A-Za-z0-9+/]+=*)(?: |$)/;

/**
 * The ssh host keys of nodes, as each publishes them over TLS with the certificate of its tier, which is in Terraform's state. They stay in a
 * file beside known_hosts, by droplet: a node that was replaced has the name of another, and keys of its own.
 */
export class HostKeys {
  private readonly known: string;
  private readonly pinned: string;
  private readonly pending = new Map<string, Promise<string>>();

  public constructor(
    private readonly route: SshRoute,
    private readonly proxy = process.env.READINESS_PROXY,
  ) {
    this.known = route.knownHosts ?? join(homedir(), '.ssh/known_hosts');
    this.pinned = join(dirname(this.known), 'web_infrastructure_known_hosts');
  }

  /** The file that has the node's keys, for ssh. Calls at the same time share one request. */
  public fileOf(node: PinnedNode): Promise<string> {
    let file = this.pending.get(node.id);
    if (!file) {
      file = this.find(node).finally(() => this.pending.delete(node.id));
      this.pending.set(node.id, file);
    }
    return file;
  }

  /** Requests the keys again, of a node that has shown another than the pinned one; false when they are the same. */
  public async renew(node: PinnedNode): Promise<boolean> {
    const old = await this.linesOf(node);
    if (old.length === 0) return false;
    const lines = await this.request(node).catch(() => old);
    if (lines.join() === old.join()) return false;
    const others = (await this.lines()).filter((line) => !line.startsWith(`${aliasOf(node)} `));
    const next = `${this.pinned}.${process.pid}`;
    await writeFile(next, [...others, ...lines].map((line) => `${line}\n`).join(''), { mode: 0o600 });
    await rename(next, this.pinned);
    return true;
  }

  private async find(node: PinnedNode): Promise<string> {
    if ((await this.linesOf(node)).length > 0) return this.pinned;
    try {
      const lines = await this.request(node);
      await appendFile(this.pinned, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
      return this.pinned;
    } catch (error) {
      if (await succeeds('ssh-keygen', ['-F', aliasOf(node), '-f', this.known])) return this.known;
      throw new NoHostKey(
        `the ssh host key of ${node.name} is not known: ${(error as Error).message}\n` +
          `(is this machine in adminCidrs, or READINESS_PROXY set? Otherwise read /etc/ssh/ssh_host_ed25519_key.pub on the node's console, ` +
          `and add the line '${aliasOf(node)} ssh-ed25519 KEY' to ${this.known})`,
        { cause: error },
      );
    }
  }

  private async linesOf(node: SiteNode): Promise<readonly string[]> {
    return (await this.lines()).filter((line) => line.startsWith(`${aliasOf(node)} `));
  }

  private async lines(): Promise<readonly string[]> {
    const text = await readFile(this.pinned, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    return text.split('\n').filter(Boolean);
  }

  /** By curl, like the readiness gate: from where ssh starts, and through the same proxy as a deploy. */
  private async request({ hostKeys, ...node }: PinnedNode): Promise<readonly string[]> {
    if (!hostKeys)
      throw new Error('the last deploy was made with a version whose nodes do not publish it (deploy again)');
    const { name, port, certificate } = hostKeys;
    const directory = await mkdtemp(join(tmpdir(), 'host-keys-'));
    try {
      const trusted = join(directory, 'certificate');
      await writeFile(trusted, certificate);
      const [program, ...args] = [
        ...[...(this.route.prefix ?? []), 'curl', '-q', '-fsS', '-m', '10', '--connect-timeout', '5'],
        ...(this.proxy ? ['-x', this.proxy] : []),
        ...['--cacert', trusted, '--connect-to', `::${node.address}:${port}`, `https://${name}:${port}/host-keys`],
      ];
      return parse(await run(program!, args), aliasOf(node));
    } finally {
      await rm(directory, { recursive: true });
    }
  }
}

export function aliasOf({ id }: Pick<SiteNode, 'id'>): string {
  return `droplet-${id}`;
}

/** Keys alone, without what a node could write beside them. */
function parse(text: string, alias: string): readonly string[] {
  const keys = text.split('\n').flatMap((line) => {
    const found = KEY.exec(line);
    return found ? [`${alias} ${found[1]} ${found[2]}`] : [];
  });
  if (keys.length === 0) throw new Error('the node published no host key');
  return keys;
}
