import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guestFiles, writeGuestFiles } from '../../../../local-cloud/internet/guest-files';
import { expectGolden } from '../../golden';

const VARIABLES = { PIP_INDEX_URL: 'https://me:a$b`c"d\\e@pip.example/simple' };
const ENVIRONMENT = '/etc/local-cloud-internet/environment';

test('gives a droplet variables for its build and its app', () => {
  const files = guestFiles({ variables: VARIABLES, authorities: 'PEM' }, 'app-1.int.foobar.com');
  expectGolden(
    __filename,
    'files.txt',
    files.map(({ path, mode, content }) => `== ${path} ${mode.toString(8)}\n${content}`).join('\n'),
  );
});

test('keeps the own roots of programs when the host has no bundle', () => {
  const files = guestFiles({ variables: {} }, 'app-1');
  expect(files.map(({ content }) => content).join('')).not.toContain('ca-certificates.crt');
});

test('a shell reads the values as they were', () => {
  const root = mkdtempSync(join(tmpdir(), 'guest-files-'));
  try {
    writeGuestFiles(root, guestFiles({ variables: VARIABLES }, 'app-1'));
    expect(statSync(join(root, ENVIRONMENT)).mode & 0o777).toBe(0o600);
    const read = execFileSync('sh', ['-euc', `. ${join(root, ENVIRONMENT)}; printf %s "$PIP_INDEX_URL"`]);
    expect(read.toString()).toBe(VARIABLES.PIP_INDEX_URL);
  } finally {
    rmSync(root, { recursive: true });
  }
});
