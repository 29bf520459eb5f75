import { checkShapes } from '../check-shapes';
import type { CloudConfig } from '../cloud-init/cloud-config';
import type { NodeFile } from '../cloud-init/node-file';
import { countTokens } from '../cloud-init/escape';
import { readNodeProgram } from '../cloud-init/node-program';
import { systemUser } from '../cloud-init/system-user';
import type { NodeSettings } from '../droplet/node-settings';
import { isPlainPath } from '../http/path';
import type { PropChecks } from '../validation';
import { WITH_ENVIRONMENT } from './app-environment';
import { APP_HOME } from './app-home';
import { archiveFetch, checkArchive, type ArchiveOptions } from './fetch-archive';
import { checkGit, gitFetch, type GitOptions } from './fetch-git';
import type { StartOptions } from './start-options';

/** The files of an app, and how it starts. */
export interface InlineOptions extends StartOptions {
  /** Path below /opt/app -> text. For small apps: all of it is user-data. */
  readonly files: Readonly<Record<string, string>>;
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

  /** A repository, cloned by each node; a private one by `deployKey` (ssh) or `token` (https). */
  public static git(url: string, options: GitOptions): AppSource {
    checkShapes('AppSource.git', { url, options });
    const { fetch, settings } = gitFetch(url, options);
    return new AppSource(options, fetch, (checks) => checkGit(checks, url, options), settings);
  }

  /** A tar archive (gzip, xz or zstd) over HTTPS. */
  public static archive(url: string, options: ArchiveOptions): AppSource {
    checkShapes('AppSource.archive', { url, options });
    const { fetch, settings } = archiveFetch(url, options);
    return new AppSource(options, fetch, (checks) => checkArchive(checks, url, options), settings);
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
    /** Credentials of the fetch: the deploy hands them to a node before it runs `install`. */
    public readonly settings: readonly NodeSettings[] = [],
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

  /** The command that starts the app, as it was given. */
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
        systemUser('app', APP_HOME),
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
