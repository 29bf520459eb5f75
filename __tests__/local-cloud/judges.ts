import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installHostPackages } from '../../local-cloud/host/packages';
import { run, succeeds } from '../../host/run';
import { node, onNode, settings } from './site';

const HOST = 'www.foobar.com';
/** Ports of the twin; open to nobody outside the node. */
const TWIN = { https: 8443, http: 8480 } as const;
const TWIN_URL = `https://${HOST}:${TWIN.https}/`;

/** Programs of the judges and the Debian packages that have them. h2spec is in none: Go builds it. */
const PACKAGES = { testssl: 'testssl.sh', slowhttptest: 'slowhttptest', go: 'golang-go' };
const H2SPEC = 'github.com/summerwind/h2spec/cmd/h2spec@v2.2.1+incompatible';

export interface TlsFinding {
  readonly id: string;
  readonly severity: string;
  readonly finding: string;
}

/**
 * Programs of others that look at HAProxy from lb-1's own network, at a twin of it: the load balancer's own configuration once more, on
 * other ports, less the demand for a client certificate and for a server name, which the judges do not have.
 */
export class Judges {
  /** `directory`: for what they need while they work. */
  public constructor(private readonly directory: string) {}

  /** Rejects naming what is missing. */
  public async install(): Promise<void> {
    const missing = [];
    for (const [program, name] of Object.entries(PACKAGES))
      if (!(await succeeds('which', [program]))) missing.push(name);
    if (missing.length > 0) await installHostPackages(missing, () => undefined);
    await run('go', ['install', H2SPEC], { env: { GOBIN: this.directory } });
  }

  public async startTwin(): Promise<void> {
    const edits = [
      's/ strict-sni//',
      's/ ca-file [^ ]* verify required//',
      `s/bind :443 /bind :${TWIN.https} /`,
      `s/bind :80$/bind :${TWIN.http}/`,
      '/PRIVATE_IP/d',
      's/127.0.0.1:840/127.0.0.1:849/',
      's#/run/haproxy/admin.sock#/run/haproxy/twin.sock#',
      '/server-state/d',
    ];
    await onNode(
      'lb-1',
      `sed ${edits.map((edit) => `-e '${edit}'`).join(' ')} /etc/haproxy/haproxy.cfg >/run/twin.cfg
       haproxy -D -f /etc/haproxy/limits.cfg -f /run/twin.cfg -p /run/twin.pid`,
    );
  }

  public async stopTwin(): Promise<void> {
    await onNode('lb-1', 'kill "$(cat /run/twin.pid)"; rm /run/twin.pid');
  }

  /** What testssl.sh finds, less what it only tells. */
  public async testssl(): Promise<readonly TlsFinding[]> {
    const report = join(this.directory, 'testssl.json');
    const options = ['--quiet', '--color', '0', '--warnings', 'batch', '--nodns', 'none', '--ip', '127.0.0.1'];
    await this.run(['testssl', ...options, '--jsonfile', report, TWIN_URL]);
    return (JSON.parse(readFileSync(report, 'utf8')) as TlsFinding[]).filter(
      ({ severity }) => !['OK', 'INFO', 'DEBUG'].includes(severity),
    );
  }

  /** Everything, also what RFC 9113 only recommends. */
  public h2spec(): Promise<string> {
    return this.run([
      join(this.directory, 'h2spec'),
      '-S',
      '-t',
      '-k',
      '-h',
      HOST,
      '-p',
      String(TWIN.https),
      '-o',
      '3',
    ]);
  }

  /** Slow clients, nearly as many as one address may have (100): its own question whether the site answers comes from there, too. What it says each 5 s. */
  public slowhttptest(mode: '-H' | '-B'): Promise<string> {
    const load = ['-c', '90', '-r', '100', '-l', '20', '-i', '5', '-x', '10', '-p', '3'];
    return this.run(['slowhttptest', mode, ...load, '-u', TWIN_URL]);
  }

  /** What a program prints, whatever its exit code, without colours. The site's name is this node there. */
  private async run(argv: readonly string[]): Promise<string> {
    const hosts = join(this.directory, 'hosts');
    writeFileSync(hosts, `127.0.0.1 localhost ${HOST}\n`);
    const { id } = await node('lb-1');
    // `ip netns exec` gives the program mounts of its own, too.
    const script = 'mount --bind "$0" /etc/hosts; PATH=$PATH:/usr/sbin; "$@" 2>&1 || :';
    const said = await run('ip', ['netns', 'exec', `${settings.run}-${id}`, 'sh', '-c', script, hosts, ...argv]);
    return said.replace(/\x1b\[[0-9;]*[a-zA-Z]/g, '');
  }
}
