import { checkShapes } from '../check-shapes';
import type { CloudConfig } from '../cloud-init/cloud-config';
import type { NodeFile } from '../cloud-init/node-file';
import { countTokens } from '../cloud-init/escape';
import { readNodeProgram } from '../cloud-init/node-program';
import { isPlainPath } from '../http/path';
import { outboundOf } from '../network/outbound';
import type { PropChecks } from '../validation';
import { WITH_ENVIRONMENT } from './app-environment';

/** Where the code lies on a node. */
export const APP_HOME = '/opt/app';

export interface StartOptions {
  /**
   * Starts the app: one command, on one line, as a shell reads it (`exec`), in /opt/app as user `app`. It listens on $HOST:$PORT,
   * answers GET /healthz with 200 when it can work, and ends on SIGTERM after it has finished what it has.
   */
  readonly start: string;
  /** Shell, as user `app` in /opt/app, once before the first start, with the variables that the app gets. @default none */
  readonly build?: string;
  /** Packages of the distribution that build and start need. @default none */
  readonly packages?: readonly string[];
  /**
   * Path of the app's metrics, in Prometheus' text format. The app serves it on $HOST:$METRICS_PORT, a port of its own that no
   * visitor's request can reach; `Monitoring.selfHosted()` scrapes it. @default none
   */
  readonly metricsPath?: string;
}

export interface InlineOptions extends StartOptions {
  /** Path below /opt/app -> text. For small apps: all of it is user-data. */
  readonly files: Readonly<Record<string, string>>;
}

export interface GitOptions extends StartOptions {
  /** A tag or a commit. A branch moves, so that two nodes could run two versions. */
  readonly ref: string;
}

export interface ArchiveOptions extends StartOptions {
  /** Of the archive, 64 hex digits: a node installs nothing else. */
  readonly sha256: string;
}

/** Where the app's code comes from. */
export class AppSource {
  /** The code is in the user-data itself. */
  public static inline(options: InlineOptions): AppSource {
    checkShapes('AppSource.inline', { options });
    const files = Object.entries(options.files).map(([path, content]): NodeFile => ({
      path: `${APP_HOME}/${path}`,
      content,
      packed: countTokens(content) === 0,
    }));
    return new AppSource(options, { files }, (checks) => {
      checks.require(files.length > 0, 'source.files', 'hold the app', options.files, "write { 'app.py': '...' }");
      for (const path of Object.keys(options.files)) {
        const fits = /^[\w.-]+(\/[\w.-]+)*$/.test(path) && !path.includes('..');
        checks.require(fits, 'source.files', 'name paths below /opt/app', path, "write them like 'app.py'");
      }
    });
  }

  /** A repository that nodes can clone without credentials. */
  public static git(url: string, options: GitOptions): AppSource {
    checkShapes('AppSource.git', { url, options });
    const commands = [
      ['git', 'init', '-q', APP_HOME],
      ['git', '-C', APP_HOME, 'fetch', '-q', '--depth', '1', url, options.ref],
      ['git', '-C', APP_HOME, 'checkout', '-q', 'FETCH_HEAD'],
    ];
    return new AppSource(options, { packages: ['git'], commands, outbound: outboundOf(url) }, (checks) => {
      checks.check(
        'source.url',
        url,
        (one) => /^(https|ssh):\/\/\S+$/.test(one),
        // git:// and http:// let anybody on the way change the code.
        'be the https or ssh URL of a repository',
        "write it like 'https://example.com/app.git'",
      );
      checks.check(
        'source.ref',
        options.ref,
        (ref) => /^[\w.][\w./-]*$/.test(ref),
        'be a tag or a commit',
        "write it like 'v1.4.2'",
      );
    });
  }

  /** A tar archive (gzip, xz or zstd) over HTTPS. */
  public static archive(url: string, options: ArchiveOptions): AppSource {
    checkShapes('AppSource.archive', { url, options });
    const file = '/var/cache/app-archive';
    const commands = [
      ['curl', '-fsSL', '--retry', '5', '-o', file, url],
      ['sh', '-c', 'echo "$0  $1" | sha256sum --check --status', options.sha256, file],
      ['tar', '-xf', file, '-C', APP_HOME, '--no-same-owner'],
    ];
    return new AppSource(options, { packages: ['curl', 'zstd'], commands, outbound: outboundOf(url) }, (checks) => {
      checks.check(
        'source.url',
        url,
        // A link's own address leads to no network that somebody could listen on.
        (one) => /^(https:\/\/|http:\/\/169\.254\.\d+\.\d+[:/])\S+$/.test(one),
        'be an https URL',
        "write it like 'https://example.com/app-1.4.2.tar.gz'",
      );
      checks.check(
        'source.sha256',
        options.sha256,
        (sum) => /^[0-9a-f]{64}$/.test(sum),
        'be 64 hex digits',
        'run `sha256sum` on the archive',
      );
    });
  }

  /** Shows which nodes served a request, writes a row on the primary and reads it from a replica. */
  public static sample(): AppSource {
    return AppSource.inline({
      files: { 'app.py': readNodeProgram(__dirname, 'sample-app.py') },
      packages: ['gunicorn', 'python3-pymysql', 'python3-cryptography'],
      metricsPath: '/metrics',
      start:
        '/usr/bin/gunicorn --bind ${HOST}:${PORT} --bind ${HOST}:${METRICS_PORT} --workers 2 --threads 8 --timeout 30 --graceful-timeout 20 --keep-alive 65 app:application',
    });
  }

  private constructor(
    private readonly options: StartOptions,
    private readonly fetch: CloudConfig,
    private readonly checkFetch: (checks: PropChecks) => void,
  ) {}

  /** Reports what is wrong with the source. */
  public check(checks: PropChecks): void {
    const { start, build, metricsPath = '/metrics' } = this.options;
    const isCommand = (text: string) => /^\S.*$/.test(text);
    checks.check('source.start', start, isCommand, 'be a command on one line', "write it like '/opt/app/run'");
    if (build !== undefined)
      checks.check(
        'source.build',
        build,
        (text) => text.trim() !== '',
        'be shell',
        'leave it out when there is nothing to build',
      );
    if (checks.requireResolved('source.metricsPath', metricsPath)) {
      checks.require(
        isPlainPath(metricsPath) && !metricsPath.endsWith('/') && metricsPath !== '/healthz',
        'source.metricsPath',
        'be a path of its own',
        metricsPath,
        "write it like '/metrics'",
      );
    }
    this.checkFetch(checks);
  }

  public get start(): string {
    return this.options.start;
  }

  /** What the code is: equal of two sources with the same code. @internal */
  public get code(): unknown {
    return [this.fetch.commands, this.fetch.files];
  }

  /** Path of the app's metrics, if it has some. */
  public get metricsPath(): string | undefined {
    return this.options.metricsPath;
  }

  /** Puts the code on a node. */
  public get install(): CloudConfig {
    const { build, packages } = this.options;
    return {
      packages: [...(packages ?? []), ...(this.fetch.packages ?? [])],
      files: this.fetch.files,
      outbound: this.fetch.outbound,
      commands: [
        [
          'sh',
          '-c',
          `id -u app >/dev/null 2>&1 || useradd --system --home-dir ${APP_HOME} --shell /usr/sbin/nologin app`,
        ],
        ['mkdir', '-p', APP_HOME],
        ...(this.fetch.commands ?? []),
        ['chown', '-R', 'app:app', APP_HOME],
        ...(build === undefined ? [] : [[WITH_ENVIRONMENT, 'sh', '-euc', `cd ${APP_HOME}; ${build}`]]),
        // What the app runs from then on is not the app's to change.
        ['chown', '-R', 'root:app', APP_HOME],
        ['chmod', '-R', 'g+rX,g-w,o-w', APP_HOME],
      ],
    };
  }
}
