import { checkShapes } from '../check-shapes';
import type { CloudConfig } from '../cloud-init/cloud-config';
import type { NodeFile } from '../cloud-init/node-file';
import { countTokens } from '../cloud-init/escape';
import { readNodeProgram } from '../cloud-init/node-program';
import { isPlainPath } from '../http/path';
import type { PropChecks } from '../validation';
import { WITH_ENVIRONMENT } from './app-environment';
import { APP_HOME } from './app-home';
import type { FetchedCode } from './fetched-code';
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
    return new AppSource(options, files, (checks) => {
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
    return new AppSource(options, gitFetch(url, options), (checks) => checkGit(checks, url, options));
  }

  /** A tar archive (gzip, xz or zstd) over HTTPS. */
  public static archive(url: string, options: ArchiveOptions): AppSource {
    checkShapes('AppSource.archive', { url, options });
    return new AppSource(options, archiveFetch(url, options), (checks) => checkArchive(checks, url, options));
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
    /** The files themselves, or how a node gets them. */
    private readonly code: readonly NodeFile[] | FetchedCode,
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

  /** The command that starts the app, as it was given. */
  public get start(): string {
    return this.options.start;
  }

  /** Shell that builds the code, if it must be built. @internal */
  public get build(): string | undefined {
    return this.options.build;
  }

  /** What a node fetches, and how; none of code that is in the user-data. @internal */
  public get fetched(): FetchedCode | undefined {
    return isFetched(this.code) ? this.code : undefined;
  }

  /** Equal of two sources with the same code in their user-data. @internal */
  public get inlineFiles(): readonly NodeFile[] {
    return isFetched(this.code) ? [] : this.code;
  }

  /** Path of the app's metrics, if it has some. */
  public get metricsPath(): string | undefined {
    return this.options.metricsPath;
  }

  /** What a node needs for the code, and the code itself where it is in the user-data. */
  public get install(): CloudConfig {
    const { build, packages = [] } = this.options;
    if (isFetched(this.code)) {
      const { files, outbound } = this.code;
      return { packages: [...packages, ...this.code.packages], files, outbound };
    }
    return {
      packages,
      files: this.code,
      commands: [
        ['chown', '-R', 'app:app', APP_HOME],
        ...(build === undefined ? [] : [[WITH_ENVIRONMENT, 'sh', '-euc', `cd ${APP_HOME}; ${build}`]]),
        // What the app runs from then on is not the app's to change.
        ['chown', '-R', 'root:app', APP_HOME],
        ['chmod', '-R', 'g+rX,g-w,o-w', APP_HOME],
      ],
    };
  }
}

function isFetched(code: readonly NodeFile[] | FetchedCode): code is FetchedCode {
  return 'fetch' in code;
}
