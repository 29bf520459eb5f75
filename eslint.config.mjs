import prettier from 'eslint-config-prettier';
import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';

/** Imports point one way: which other layers each may see. What is no layer (drills, chaos, bench, scripts) sees all of them. */
const LAYERS = {
  host: [],
  constructs: ['host'],
  testing: ['host', 'constructs'],
  cli: ['host', 'constructs', 'testing'],
  'local-cloud': ['host'],
};
const TOP = [
  ...Object.keys(LAYERS),
  'drills',
  'chaos',
  'bench',
  'scripts',
  'environments',
  'stacks',
  'examples',
  '__tests__',
];
const ENGINE = ['cdktf', 'constructs', '@cdktf/*'];
/** Packages that a layer must do without: barrels of bindings load a thousand modules, and the command deploys nothing. */
const WITHOUT = {
  host: ENGINE,
  constructs: ['digitalocean', 'cloudflare', 'random', 'tls'].map((name) => `@cdktf/provider-${name}`),
  testing: ['jest', '@jest/*'],
  cli: [...ENGINE, 'jest', '@jest/*'],
  'local-cloud': ENGINE,
};
/** The local cloud offers the command its way to the nodes, through an interface of the command's. */
const EXCEPT = { 'local-cloud': ['!**/cli/reach'] };

function layer(name, files, without) {
  const hidden = TOP.filter((other) => other !== name && !LAYERS[name].includes(other));
  const paths = without.filter((one) => !one.includes('*'));
  const patterns = [
    ...hidden.flatMap((other) => [`**/${other}/*`, `**/${other}/*/**`]),
    ...(hidden.includes('testing') ? ['**/testing'] : []),
    ...without.filter((one) => one.includes('*')),
    ...(EXCEPT[name] ?? []),
  ];
  return { files, rules: { 'no-restricted-imports': ['error', { paths, patterns }] } };
}

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'cdktf.out', 'coverage', '**/*.js', '**/*.mjs'] },
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-unused-expressions': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  ...Object.keys(LAYERS).flatMap((name) => [
    layer(name, [`${name}/**`], WITHOUT[name]),
    // Pure: a renderer gives text for plain data.
    layer(name, [`${name}/**/render*.ts`], [...new Set([...WITHOUT[name], ...ENGINE])]),
  ]),
  {
    // Values whose shape only the wire and a resource's own schema know.
    files: ['local-cloud/providers/**', '__tests__/unit/local-cloud/api/**'],
    rules: Object.fromEntries(
      [
        'explicit-any',
        'unsafe-assignment',
        'unsafe-member-access',
        'unsafe-argument',
        'unsafe-call',
        'unsafe-return',
      ].map((rule) => [`@typescript-eslint/no-${rule}`, 'off']),
    ),
  },
  {
    // Commands print text of nodes, logs and APIs: by host/terminal.ts, which escapes control characters.
    files: [
      'chaos/**',
      'scripts/{deploy,drill,logs,mysql,plan,report,silence,start,status}.ts',
      'local-cloud/cli.ts',
      'cli/**',
    ],
    rules: { 'no-console': 'error' },
  },
  {
    files: ['__tests__/**'],
    extends: [jest.configs['flat/recommended']],
    rules: { 'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*'] }] },
  },
  prettier,
);
