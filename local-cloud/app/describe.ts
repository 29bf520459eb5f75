import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PYTHON_APP } from '../../host/python-app';
import { parseProcfile } from './procfile';

/** How the app of a directory is built and run. */
export interface AppDescription {
  readonly start: string;
  readonly build?: string;
  readonly release?: string;
  /** Commands of processes without HTTP, by name. */
  readonly workers: Readonly<Record<string, string>>;
  readonly packages: readonly string[];
  /** @default as the package's: '/healthz' */
  readonly healthCheckPath?: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** What somebody says about the app, before what its files say. */
export interface AppOptions extends Partial<Omit<AppDescription, 'environment' | 'workers'>> {
  /** `NAME=VALUE` */
  readonly environment?: readonly string[];
}

/** By what is given, or else by the app's own files: a Procfile says how it starts, requirements.txt how a Python app is built. */
export function describeApp(directory: string, options: AppOptions): AppDescription {
  const has = (name: string) => existsSync(join(directory, name));
  const processes = has('Procfile') ? parseProcfile(readFileSync(join(directory, 'Procfile'), 'utf8')) : {};
  const { web, release, ...workers } = processes;
  const start = options.start ?? web;
  const faults: string[] = [];
  if (start === undefined)
    faults.push("Nothing says how the app starts: write '--start COMMAND', or a Procfile with a line 'web: COMMAND'.");
  const given = (options.environment ?? []).map((one) => /^([A-Za-z_]\w*)=([^]*)$/.exec(one) ?? [one]);
  for (const [whole, name] of given) if (name === undefined) faults.push(`'--env ${whole}' is no NAME=VALUE.`);
  const python = has('requirements.txt') && options.build === undefined;
  if (!python && options.build === undefined && has('package.json'))
    faults.push(
      "Nothing says how the app is built: write '--build COMMANDS', with the packages of the distribution that it needs as '--package NAME'.",
    );
  if (start === undefined || faults.length > 0) throw new Error(faults.join('\n'));
  return {
    start,
    build: python ? PYTHON_APP.build : options.build,
    release: options.release ?? release,
    workers,
    packages: [...(python ? PYTHON_APP.packages : []), ...(options.packages ?? [])],
    healthCheckPath: options.healthCheckPath,
    environment: {
      ...(python && PYTHON_APP.environment),
      ...Object.fromEntries(given.map(([, name, value]) => [name!, value!])),
    },
  };
}
