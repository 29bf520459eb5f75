import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Password } from '@cdktf/provider-random/lib/password';
import { Lazy, Token } from 'cdktf';
import fc from 'fast-check';
import { renderEnvironment } from '../../../../constructs/app/app-environment';
import { AppSource } from '../../../../constructs/app/app-source';
import { AppTier } from '../../../../constructs/app/app-tier';
import { describePython } from '../../python';
import { newSite, problems, synthesize } from '../synth';

const PROGRAM = join(__dirname, '../../../../constructs/app/node/app-environment.py');
const contentOf = renderEnvironment;
const problemsWith = (environment: unknown) => {
  const { stack, network, access } = newSite();
  new AppTier(stack, 'app', { network, access, source: AppSource.sample(), environment: environment as never });
  return problems(stack);
};

/** Every string that a variable can hold. */
const values = fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => !/[\0\p{Surrogate}]/u.test(text));
const NASTY = {
  QUOTED: '"quoted"',
  OPEN: "'it",
  WINDOWS: 'C:\\temp\\new',
  REGEXP: '^\\d+\\.\\w+$',
  BLANKS: '  x\t ',
  BACKSLASH: 'x\\',
  PEM: '-----BEGIN KEY-----\r\nabc\r\n-----END KEY-----\n',
  TEMPLATE: '${HOME} $HOME %h %{x} $${y} `id` $(id)',
  DECOMPOSED: 'e\u0301 \u0085\u2028\ufeff\u001b',
  EMPTY: '',
};

/** What a process gets that a node starts: the launcher, a shell in between as for the app, and a program that shows its environment. */
class Node {
  private readonly directory = mkdtempSync(join(tmpdir(), 'app-environment-'));
  private readonly start = join(this.directory, 'start');

  public constructor() {
    writeFileSync(this.start, `#!/bin/sh\nexec env -0\n`);
    chmodSync(this.start, 0o755);
  }

  public run(content: string) {
    writeFileSync(join(this.directory, 'environment'), content);
    // Not as root, or the launcher would become a user that is not there.
    const launch = `import runpy, os, sys; os.getuid = lambda: 1000; sys.argv[1:2] = []; runpy.run_path(${JSON.stringify(PROGRAM)}, run_name="__main__")`;
    return spawnSync('python3', ['-I', '-c', launch, PROGRAM, this.start], {
      env: { PATH: process.env.PATH, CREDENTIALS_DIRECTORY: this.directory },
      maxBuffer: 1 << 24,
    });
  }

  public variables(content: string): Readonly<Record<string, string>> {
    const pairs = this.run(content).stdout.toString().split('\0').filter(Boolean);
    return Object.fromEntries(pairs.map((pair) => [pair.split('=', 1)[0]!, pair.slice(pair.indexOf('=') + 1)]));
  }

  public remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}

describePython('the process of the app gets', () => {
  const node = new Node();
  afterAll(() => node.remove());

  test('each variable as it was given: quotes, backslashes, blanks, lines, what other formats expand', () => {
    expect(node.variables(contentOf(NASTY))).toMatchObject(NASTY);
  });

  test('every string without NUL', () => {
    fc.assert(
      fc.property(fc.array(values, { minLength: 20, maxLength: 200 }), (texts) => {
        const variables = Object.fromEntries(texts.map((text, i) => [`V${i}`, text]));
        expect(node.variables(contentOf(variables))).toMatchObject(variables);
      }),
      { numRuns: 15 },
    );
  });

  test('nothing that only told the launcher where the variables are', () => {
    expect(node.variables('')).not.toHaveProperty('CREDENTIALS_DIRECTORY');
  });

  test('an error by name, without the value, where Terraform made a NUL', () => {
    const { status, stderr } = node.run(`KEY=${Buffer.from('secret\0').toString('base64')}\n`);
    expect([status, stderr.toString()]).toEqual([
      1,
      'app-environment: KEY holds a NUL, which no environment can carry\n',
    ]);
  });
});

test('what Terraform computes is encoded by Terraform, whatever stands around it', () => {
  const { stack, network, access } = newSite();
  const password = new Password(stack, 'p', { length: 20 }).result;
  const environment = { URL: `mysql://app:${password}@h/"x"`, KEY: password };
  new AppTier(stack, 'app', { network, access, source: AppSource.sample(), environment });
  const lines = JSON.stringify(synthesize(stack).locals).match(/(URL|KEY)=.*?(?=\\n)/g);
  expect(lines).toEqual([
    'URL=bXlzcWw6Ly9hcHA6 ${base64encode(random_password.p.result)} QGgvIngi',
    'KEY=${base64encode(random_password.p.result)}',
  ]);
});

test.each([
  ['a NUL', { KEY: 'secret\0' }, "'environment.KEY' must be text without NUL, got a NUL (leave it out"],
  [
    'half of a character',
    { KEY: 'secret\ud83d' },
    "'environment.KEY' must be text without NUL, got half of a character",
  ],
  [
    'a number of Terraform as text',
    { KEY: `port ${Token.asNumber(Lazy.anyValue({ produce: () => 5 }))}` },
    "'environment.KEY' must be text without NUL, got a number or a list of Terraform as text (use Token.asString()",
  ],
  [
    'a name that the shell sets',
    { PWD: '/' },
    "'environment' must leave alone what the shell that starts the app sets",
  ],
])('refuses %s by name, without the value', (_, environment, message) => {
  const found = problemsWith(environment);
  expect(found).toEqual([expect.stringContaining(message)]);
  expect(found.join()).not.toContain('secret');
});

test('refuses what is no text by name and type', () => {
  expect(() => problemsWith({ KEY: 7 })).toThrow(
    "[test/app] 'environment.KEY' must be text, got 'a value of type number'",
  );
});
