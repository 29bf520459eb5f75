import { attemptsOn, versionBefore, type Attempt } from '../../../../cli/app/attempts';
import { changesBeyond } from '../../../../cli/app/release-app';

const attempt = (ref: string, outcome: Attempt['outcome'] = 'in place'): Attempt => ({
  at: 1_780_000_000,
  seconds: 9,
  id: ref,
  version: { ref },
  outcome,
});

describe('the version before', () => {
  test.each<[string, readonly Attempt[], string | undefined]>([
    ['is the last other one', [attempt('v1'), attempt('v2'), attempt('v3')], 'v2'],
    [
      'is the one that serves on, when the last release did not come into place',
      [attempt('v1'), attempt('v2'), attempt('v3', 'not in place')],
      'v2',
    ],
    ['is none of those that were never in place', [attempt('v1'), attempt('v2', 'not in place'), attempt('v3')], 'v1'],
    [
      'is another one, however often the same was put in place for other variables',
      [attempt('v1'), attempt('v2'), attempt('v2')],
      'v1',
    ],
    ['is none when there was none', [attempt('v1')], undefined],
  ])('%s', (_, attempts, ref) => {
    expect(versionBefore(attempts)?.ref).toBe(ref);
  });
});

test('a node has a line for each attempt', async () => {
  const on = () => Promise.resolve(`${JSON.stringify(attempt('v1'))}\n${JSON.stringify(attempt('v2'))}\n`);
  expect(await attemptsOn({ on }, 'app-1')).toEqual([attempt('v1'), attempt('v2')]);
});

test('a release is refused when the code wants more, by the address of what that would change', () => {
  const change = (address: string, ...actions: readonly string[]) => ({
    address,
    type: 'terraform_data',
    change: { actions, before: null, after: null },
  });
  const plan = JSON.stringify({
    format_version: '1.2',
    resource_changes: [
      change('terraform_data.version', 'create', 'delete'),
      change('terraform_data.ready', 'create', 'delete'),
      change('terraform_data.other', 'no-op'),
      change('digitalocean_droplet.app-1', 'create', 'delete'),
    ],
  });
  expect(changesBeyond(plan, ['terraform_data.version', 'terraform_data.ready'])).toEqual([
    'digitalocean_droplet.app-1',
  ]);
});
