import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BootstrapState } from '../runtime';

/** In /proc/PID/status: the process's numbers in all its namespaces, the innermost last. */
const FIRST_OF_ITS_NAMESPACE = /^NSpid:.*\t1$/m;

/** The running system inside a droplet, as the host's kernel shows it. */
export class Guest {
  private constructor(
    /** Of the droplet's init, on the host. */
    public readonly pid: number,
  ) {}

  /** The guest of a droplet's directory, or undefined while it has none. */
  public static find(directory: string): Guest | undefined {
    const nspawn = readText(join(directory, 'nspawn.pid'))?.trim();
    const command = nspawn ? readText(`/proc/${nspawn}/cmdline`) : undefined;
    // Before it is systemd-nspawn the process is the shell that mounts its disk.
    if (!command?.startsWith('systemd-nspawn\0') || !command.includes(directory)) return undefined;
    // At first there is a child that only makes the init, and ends.
    const children = readText(`/proc/${nspawn}/task/${nspawn}/children`)?.trim().split(' ') ?? [];
    const init = children.find((pid) => FIRST_OF_ITS_NAMESPACE.test(readText(`/proc/${pid}/status`) ?? ''));
    return init ? new Guest(Number(init)) : undefined;
  }

  /** Arguments that make `argv` run as root inside. */
  public enter(argv: readonly string[]): string[] {
    const environment = [
      'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
      'HOME=/root',
      'LANG=C.UTF-8',
      `TERM=${process.env.TERM ?? 'dumb'}`,
    ];
    return [
      'nsenter',
      '-t',
      String(this.pid),
      '-m',
      '-u',
      '-i',
      '-n',
      '-p',
      '-r',
      '-w',
      '--',
      'env',
      '-i',
      ...environment,
      ...argv,
    ];
  }

  /** A file inside, or undefined. */
  public read(path: string): string | undefined {
    return readText(join(`/proc/${this.pid}/root`, path));
  }

  /** File systems as the guest has mounted them. */
  public mounts(): { readonly source: string; readonly target: string }[] {
    const lines = readText(`/proc/${this.pid}/mounts`)?.split('\n').filter(Boolean) ?? [];
    return lines.map((line) => ({ source: line.split(' ')[0]!, target: line.split(' ')[1]! }));
  }

  /** What cloud-init says, read from its files: asking the program costs half a second of CPU. */
  public bootstrap(): BootstrapState {
    const status = parse(this.read('/run/cloud-init/status.json'))?.v1;
    if (!status) return 'unknown';
    if (!existsSync(`/proc/${this.pid}/root/run/cloud-init/result.json`)) return 'running';
    const stages = Object.values(status).filter((stage): stage is Stage => typeof stage === 'object' && stage !== null);
    if (stages.some((stage) => (stage.errors ?? []).length > 0)) return 'error';
    const warned = (stage: Stage) =>
      Object.keys(stage.recoverable_errors ?? {}).some((level) => level !== 'DEPRECATED');
    return stages.some(warned) ? 'degraded' : 'done';
  }
}

interface Stage {
  readonly errors?: readonly string[];
  readonly recoverable_errors?: Readonly<Record<string, readonly string[]>>;
}

function parse(text: string | undefined): { v1?: Record<string, unknown> } | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as { v1?: Record<string, unknown> });
  } catch {
    return undefined;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
