import { terraformErrors } from '../../../scripts/terraform-errors';

const CYCLE = ['╷', '│ Error: Cycle: digitalocean_droplet.a (destroy), terraform_data.b', '│ ', '│ ', '╵'];
const GATE = [
  '╷',
  '│ Error: local-exec provisioner error',
  '│ ',
  '│   with digitalocean_droplet.site_app_app-1_5FB34F82,',
  '│ ',
  '│ Error running command \'eval "$WAIT_UNTIL_READY"\': exit status 1. Output:',
  '│ app-1.int.foobar.com: failed: cloud-init: the build ended with 1',
  '│   app.service: no such table',
  '╵',
];
const PLAN = ['Plan: 1 to add', '  + certificate = <<-EOT', '-----BEGIN CERTIFICATE-----', 'MIIB'];

test('an error that comes first is found behind a plan of any length', () => {
  const lines = [...CYCLE, ...PLAN, ...Array<string>(200).fill('MIIB'), 'cdktf: non-zero exit code 1'];
  expect(terraformErrors(lines)).toEqual(['Error: Cycle: digitalocean_droplet.a (destroy), terraform_data.b']);
});

test('each error is whole, and told once though it was printed twice', () => {
  expect(terraformErrors([...PLAN, ...GATE, 'Executing', ...CYCLE, ...GATE])).toEqual([
    [
      'Error: local-exec provisioner error',
      '',
      '  with digitalocean_droplet.site_app_app-1_5FB34F82,',
      '',
      'Error running command \'eval "$WAIT_UNTIL_READY"\': exit status 1. Output:',
      'app-1.int.foobar.com: failed: cloud-init: the build ended with 1',
      '  app.service: no such table',
    ].join('\n'),
    'Error: Cycle: digitalocean_droplet.a (destroy), terraform_data.b',
  ]);
});

test('as cdktf prints it, indented behind the name of the stack', () => {
  expect(terraformErrors(CYCLE.map((line) => `       ${line}`))).toEqual([
    'Error: Cycle: digitalocean_droplet.a (destroy), terraform_data.b',
  ]);
});

test('warnings are none', () => {
  expect(terraformErrors(['╷', '│ Warning: Deprecated attribute', '│ ', '│ Use another one.', '╵'])).toEqual([]);
});

test('errors without a frame, as where there are no colours', () => {
  const lines = [
    'Refreshing',
    'Warning: old',
    '',
    'Use another.',
    '',
    'Error: Invalid value',
    '',
    '  on cdk.tf.json',
    'Wrong.',
  ];
  expect(terraformErrors(lines)).toEqual(['Error: Invalid value\n\n  on cdk.tf.json\nWrong.']);
});

test('what cdktf prints of itself ends an error, and is no part of it', () => {
  const lines = [
    'Error: Invalid value',
    '',
    'Wrong.',
    '1 Stack deploying     0 Stacks done',
    'Invoking Terraform CLI failed',
  ];
  expect(terraformErrors(lines)).toEqual(['Error: Invalid value\n\nWrong.']);
});

test('the log of a node in an error without a frame is whole, whatever it warns of', () => {
  const log = [
    'web-1: failed: cloud-init',
    'Warning: a file changed on disk.',
    'Error: of the build',
    'cannot be built',
  ];
  const lines = ['Error: local-exec provisioner error', '', 'Error running command. Output:', ...log];
  expect(terraformErrors([...lines, '', 'Warning: old', '', 'Use another.'])).toEqual([lines.join('\n')]);
});
