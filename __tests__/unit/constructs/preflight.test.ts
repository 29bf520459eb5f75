import { App, TerraformStack, TerraformVariable } from 'cdktf';
import { recordPreflight, secretReference } from '../../../constructs/preflight';

const preflightOf = (stack: TerraformStack) =>
  (stack.toTerraform() as { '//': { webInfrastructure?: { preflight: object[] } } })['//'].webInfrastructure?.preflight;
const bucket = { kind: 'bucket', use: 'backups', bucket: 'b', region: 'ams3', endpoint: 'https://x' } as const;

test('entries stand in a comment of their own stack, in order, with secrets as references', () => {
  const app = new App();
  const [one, other] = [new TerraformStack(app, 'one'), new TerraformStack(app, 'other')];
  const secret = new TerraformVariable(one, 'secret', { sensitive: true }).stringValue;
  recordPreflight(one, { ...bucket, secretAccessKey: secretReference(secret) });
  recordPreflight(one, { ...bucket, bucket: 'c' });
  expect(preflightOf(one)).toEqual([
    { ...bucket, secretAccessKey: '${var.secret}' },
    { ...bucket, bucket: 'c' },
  ]);
  expect(preflightOf(other)).toBeUndefined();
});

test('a literal secret is left out', () => {
  const stack = new TerraformStack(new App(), 'one');
  recordPreflight(stack, { ...bucket, secretAccessKey: secretReference('a literal') });
  expect(JSON.stringify(stack.toTerraform())).not.toContain('a literal');
});
