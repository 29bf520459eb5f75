import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { forgetOtherState } from '../../../scripts/backend-cache';

const output = mkdtempSync(join(tmpdir(), 'cdktf.out-'));
const file = join(output, 'stacks/local/.terraform/terraform.tfstate');
afterAll(() => rmSync(output, { recursive: true }));

beforeEach(() => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ backend: { type: 'local', config: { path: '/run/one.tfstate' } } }));
});

test('the state of another run is forgotten, that of the same run is not', () => {
  forgetOtherState(output, 'local', '/run/one.tfstate');
  expect(existsSync(file)).toBe(true);
  forgetOtherState(output, 'local', '/run/other.tfstate');
  expect(existsSync(file)).toBe(false);
});

test('a stack that was never initialized is left as it is', () => {
  rmSync(file);
  forgetOtherState(output, 'local', '/run/one.tfstate');
  expect(existsSync(file)).toBe(false);
});
