import { PYTHON_APP } from '../../host/python-app';

/** How the apps of a framework are usually built and migrated. */
export interface Framework {
  /** For people who choose. */
  readonly title: string;
  /** Shell. @default nothing to build */
  readonly build?: string;
  /** Packages of the distribution that build and start need. */
  readonly packages: readonly string[];
  /** Shell, once for each release. @default none */
  readonly release?: string;
  /** Variables of the app. */
  readonly environment: Readonly<Record<string, string>>;
  /** What a start command looks like. */
  readonly startExample: string;
}

/** The sample app needs nothing said about it; the others come from a repository of the user's. */
export const SAMPLE = 'sample';

export const FRAMEWORKS = {
  django: {
    ...PYTHON_APP,
    title: 'Django, with requirements.txt and manage.py',
    release: 'python3 manage.py migrate --noinput',
    startExample: 'gunicorn shop.wsgi --bind "$HOST:$PORT"',
  },
  python: {
    ...PYTHON_APP,
    title: 'Python, with requirements.txt',
    startExample: 'gunicorn shop:app --bind "$HOST:$PORT"',
  },
  node: {
    title: "Node.js, with package-lock.json, on the distribution's Node.js",
    build: 'npm ci --omit=dev --no-audit --no-fund',
    packages: ['nodejs', 'npm'],
    environment: { NODE_ENV: 'production' },
    startExample: 'node server.js',
  },
} satisfies Readonly<Record<string, Framework>>;

export type FrameworkName = keyof typeof FRAMEWORKS | typeof SAMPLE;

export const FRAMEWORK_NAMES: readonly FrameworkName[] = [SAMPLE, ...(Object.keys(FRAMEWORKS) as FrameworkName[])];
