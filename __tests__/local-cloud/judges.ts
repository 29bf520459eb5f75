import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, succeeds } from '../../local-cloud/host/run';
import { installHostPackages } from '../../local-cloud/host/packages';
import { node, onNode, settings } from './site';

/** Ports of the twin; open to nobody outside the node. */
export const TWIN = { https: 8443, http: 8480 } as const;

/** Installs what Debian has of the judges; h2spec comes from Go's module proxy. Rejects naming what is missing. */
export async function installJudges(directory: string): Promise<void> {
  const missing = [];
  for (const [program, name] of [
    ['testssl', 'testssl.sh'],
    ['slowhttptest', 'slowhttptest'],
  ] as const)
    if (!(await succeeds('which', [program]))) missing.push(name);
  if (missing.length > 0) await installHostPackages(missing, () => undefined);
  if (!(await succeeds('go', ['version']))) throw new Error('h2spec needs Go: install it, or run without this suite');
  await run('go', ['install', 'github.com/summerwind/h2spec/cmd/h2spec@v2.2.1'], { env: { GOBIN: directory } });
}

/**
 * The load balancer's own configuration once more, on lb-1, on other ports and without the demand for a client certificate: the judges
 * have none. Everything else is what visitors meet.
 */
export async function startTwin(): Promise<void> {
  const edits = [
    `s/ ca-file [^ ]* verify required//`,
    `s/bind :443 /bind :${TWIN.https} /`,
    `s/bind :80$/bind :${TWIN.http}/`,
    `s/bind :8405/bind 127.0.0.1:8495/`,
    `s/127.0.0.1:8404/127.0.0.1:8494/`,
    `s#/run/haproxy/admin.sock#/run/haproxy/twin.sock#`,
    `/server-state/d`,
  ];
  await onNode(
    'lb-1',
    `sed ${edits.map((edit) => `-e '${edit}'`).join(' ')} /etc/haproxy/haproxy.cfg >/run/twin.cfg
     haproxy -D -f /etc/haproxy/limits.cfg -f /run/twin.cfg -p /run/twin.pid`,
  );
}

export async function stopTwin(): Promise<void> {
  await onNode('lb-1', 'kill $(cat /run/twin.pid); rm -f /run/twin.cfg /run/twin.pid');
}

/** Runs a program of this machine inside lb-1's network; gives what it prints, whatever its exit code. */
export async function fromLoadBalancer(argv: readonly string[]): Promise<string> {
  const { id } = await node('lb-1');
  const script = 'PATH=$PATH:/usr/sbin; "$@" 2>&1 || :';
  return run('ip', ['netns', 'exec', `${settings.run}-${id}`, 'sh', '-c', script, 'judge', ...argv]);
}

export interface TlsFinding {
  readonly id: string;
  readonly severity: string;
  readonly finding: string;
}

/** What testssl.sh finds, less what it only tells. */
export async function testssl(): Promise<readonly TlsFinding[]> {
  const directory = mkdtempSync(join(tmpdir(), 'judges-'));
  try {
    const report = join(directory, 'testssl.json');
    const options = ['--quiet', '--color', '0', '--warnings', 'batch', '--ip', '127.0.0.1', '--jsonfile', report];
    await fromLoadBalancer(['testssl', ...options, `https://www.foobar.com:${TWIN.https}/`]);
    return (JSON.parse(readFileSync(report, 'utf8')) as TlsFinding[]).filter(
      ({ severity }) => !['OK', 'INFO', 'DEBUG'].includes(severity),
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
}
