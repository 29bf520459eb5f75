import prettier from 'eslint-config-prettier';
import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';

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
  {
    // Layers point one way: renderers and constructs never see the local cloud, the local cloud never sees constructs.
    files: ['constructs/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: ['**/local-cloud/**', '**/environments/**', '**/stacks/**', '**/testing/**', '**/testing'],
          paths: ['digitalocean', 'cloudflare', 'random', 'tls'].map((name) => `@cdktf/provider-${name}`),
        },
      ],
    },
  },
  {
    // Published, too: what it imports must be in the package.
    files: ['testing/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: ['**/local-cloud/**', '**/environments/**', '**/stacks/**', '**/__tests__/**', 'jest', '@jest/*'] },
      ],
    },
  },
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
    files: ['local-cloud/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: ['**/constructs/**', '**/stacks/**', 'cdktf'] }] },
  },
  {
    // Commands print text of nodes, logs and APIs: by local-cloud/terminal.ts, which escapes control characters.
    files: [
      'scripts/{deploy,drill,logs,mysql,plan,report,silence,start,status}.ts',
      'local-cloud/cli.ts',
      'operator/**',
    ],
    rules: { 'no-console': 'error' },
  },
  {
    files: ['constructs/**/render*.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: ['cdktf', 'constructs'], patterns: ['@cdktf/*'] }] },
  },
  {
    files: ['__tests__/**'],
    extends: [jest.configs['flat/recommended']],
    rules: { 'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*'] }] },
  },
  prettier,
);
