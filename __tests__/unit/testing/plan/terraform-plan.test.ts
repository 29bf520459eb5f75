import { parsePlan, UnreadablePlan } from '../../../../testing/plan/terraform-plan';

test.each(['1.0', '1.2', '1.9'])('reads plans of format %s', (format_version) => {
  expect(parsePlan(JSON.stringify({ format_version, resource_changes: [] })).format_version).toBe(format_version);
});

test.each<readonly [what: string, text: string, message: string]>([
  ['nothing', '', 'The plan is empty'],
  ['a plan as Terraform saves it', 'PK\u0003\u0004', 'This is a saved plan as Terraform keeps it'],
  [
    'the log of terraform plan -json',
    '{"@level":"info"}\n{"@level":"info"}',
    'This is the log that `terraform plan -json` prints',
  ],
  ['some text', 'Plan: 3 to add', 'The plan is not JSON'],
  ['other JSON', '[]', "The JSON has no 'format_version'"],
  ['a state', '{"format_version":"1.0","values":{}}', 'This is a state, not a plan'],
  ['an empty state', '{"format_version":"1.0"}', 'The JSON has no planned changes'],
  [
    'a format before 1.0',
    '{"format_version":"0.2","planned_values":{}}',
    "must be 1.x, got '0.2' (use Terraform 1.1 or later",
  ],
  ['a format of the future', '{"format_version":"2.0","planned_values":{}}', "must be 1.x, got '2.0'"],
  ['changes that are no list', '{"format_version":"1.2","resource_changes":{}}', "'resource_changes' must be a list"],
  ...['null', '3', '{}', '{"address":"a","type":"b"}', '{"address":"a","type":"b","change":{"actions":"update"}}'].map(
    (entry) =>
      [
        `the change ${entry}`,
        `{"format_version":"1.2","resource_changes":[${entry}]}`,
        "Entry 0 of the plan's 'resource_changes' is no change: it needs 'address', 'type', and 'change' with 'actions'",
      ] as const,
  ),
  ['drift that is malformed', '{"format_version":"1.2","planned_values":{},"resource_drift":[{}]}', "'resource_drift'"],
  [
    'a deferred change that is malformed',
    '{"format_version":"1.2","planned_values":{},"deferred_changes":[{"reason":"x"}]}',
    "Entry 0 of the plan's 'deferred_changes' is no change",
  ],
  ['a plan that failed', '{"format_version":"1.2","planned_values":{},"errored":true}', 'The plan ended with an error'],
])('refuses %s by name', (_, text, message) => {
  expect(() => parsePlan(text)).toThrow(UnreadablePlan);
  expect(() => parsePlan(text)).toThrow(message);
});

test('does not quote what it cannot parse: a plan has secrets in it', () => {
  expect(() => parsePlan('{"password":"s3cret')).toThrow(/^The plan is not JSON \(make one with [^"]*\)\.$/);
});
