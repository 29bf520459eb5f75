/** Of this package's own package.json: what it was tried with. */
export interface OwnManifest {
  readonly version: string;
  readonly homepage: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly engines: Readonly<Record<string, string>>;
}

/** What the project's own scripts and tests run. */
const TOOLS = [
  '@swc/core',
  '@swc/jest',
  '@types/jest',
  '@types/node',
  'cdktf-cli',
  'jest',
  'tsx',
  'typescript',
] as const;

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** package.json: this package by `source`, and everything else in the versions that it was tried with. */
export function renderManifest(name: string, source: string, own: OwnManifest): string {
  const tried = (names: readonly string[]) => Object.fromEntries(names.map((one) => [one, own.devDependencies[one]]));
  return json({
    name,
    private: true,
    scripts: {
      synth: 'cdktf synth',
      test: 'jest',
      'test:update': 'jest --ci=false --updateSnapshot',
      types: 'tsc',
    },
    dependencies: { 'cdktf-web-infrastructure': source, ...tried(Object.keys(own.peerDependencies)) },
    devDependencies: tried(TOOLS),
    engines: own.engines,
  });
}

export function renderCdktfJson(name: string): string {
  return json({ language: 'typescript', app: 'node --import tsx main.ts', projectId: name, sendCrashReports: 'false' });
}

export function renderTsconfig(): string {
  return json({
    compilerOptions: {
      target: 'ES2022',
      module: 'node16',
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: ['node', 'jest'],
    },
    include: ['*.ts', '__tests__'],
  });
}

export function renderJestConfig(): string {
  return [
    'module.exports = {',
    "  testEnvironment: 'node',",
    "  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],",
    "  transform: { '^.+\\\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }] },",
    '};',
    '',
  ].join('\n');
}

export function renderGitignore(): string {
  return ['node_modules/', 'cdktf.out/', 'terraform.*.tfstate', 'terraform.*.tfstate.*', '*.log', ''].join('\n');
}
