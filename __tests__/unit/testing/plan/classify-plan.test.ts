import { classifyPlan, notAllowed } from '../../../../testing/plan/classify-plan';
import type { PlanRule } from '../../../../testing/plan/plan-rule';
import { change, planOf, update } from './change';

const only = (...args: Parameters<typeof change>) => classifyPlan(planOf(change(...args))).changes[0]!;

test('the worst comes first, and is the verdict of the whole plan', () => {
  const verdict = classifyPlan(
    planOf(
      change('digitalocean_tag', 'create'),
      change('digitalocean_volume', 'destroy'),
      change('digitalocean_droplet', 'roll', { address: 'digitalocean_droplet.b' }),
      change('digitalocean_droplet', 'roll', { address: 'digitalocean_droplet.a' }),
    ),
  );
  expect(verdict.impact).toBe('data loss');
  expect(verdict.changes.map(({ impact, address }) => `${impact}: ${address}`)).toEqual([
    'data loss: digitalocean_volume.it',
    'rolling: digitalocean_droplet.a',
    'rolling: digitalocean_droplet.b',
    'safe: digitalocean_tag.it',
  ]);
});

test('a plan that changes nothing has no impact, and is always allowed', () => {
  const verdict = classifyPlan(planOf(change('digitalocean_droplet', 'none')));
  expect(verdict.impact).toBe('no change');
  expect(notAllowed(verdict, [])).toEqual([]);
});

test('a replacement says which attributes force it', () => {
  expect(only('digitalocean_droplet', 'roll', { forcedBy: ['user_data', 'image', 'user_data'] }).because).toEqual([
    'user_data',
    'image',
  ]);
});

test('an update says which attributes change, those known after the apply too', () => {
  const options = {
    before: { name: 'a', ttl: 60, content: '10.0.0.1', tags: ['x'] },
    after: { name: 'a', ttl: 120, tags: ['x'] },
    unknown: { content: true, tags: [false] },
  };
  expect(only('cloudflare_dns_record', 'update', options).because).toEqual(['content', 'ttl']);
});

test.each([
  [{ action_reason: 'replace_because_tainted' }, 'its creation or a provisioner had failed'],
  [{ action_reason: 'replace_by_request' }, 'asked for with -replace'],
  [{ action_reason: 'delete_because_no_resource_config' }, 'no longer configured'],
  [{ previous_address: 'digitalocean_droplet.before' }, 'moved from digitalocean_droplet.before'],
  [{ deposed: '1a2b3c4d' }, 'left over from a replacement that was interrupted'],
  [{ importing: { id: '1' } }, 'imported'],
])('a change for %j says so', (options, because) => {
  expect(only('digitalocean_droplet', 'replace', options).because).toEqual([because]);
});

test('a move alone changes nothing', () => {
  const moved = only('digitalocean_volume', 'none', { previous_address: 'digitalocean_volume.before' });
  expect(moved).toMatchObject({ impact: 'no change', because: ['moved from digitalocean_volume.before'] });
});

test('what an interrupted replacement left over is its second half: rolling for a droplet, data loss for a volume', () => {
  const droplet = only('digitalocean_droplet', 'destroy', { deposed: '1a2b3c4d' });
  expect(droplet).toMatchObject({
    impact: 'rolling',
    action: 'destroy',
    address: 'digitalocean_droplet.it (deposed)',
  });
  expect(only('digitalocean_volume', 'destroy', { deposed: '1a2b3c4d' }).impact).toBe('data loss');
});

test('what was deleted outside of Terraform is told, and what was changed where the plan acts on it; not what the cloud counts by itself', () => {
  const at = (address: string) => ({ address });
  const acting = [change('digitalocean_droplet', 'update', at('a')), change('digitalocean_tag', 'none', at('e'))];
  const drift = [
    change('digitalocean_droplet', 'update', at('a')),
    change('digitalocean_volume', 'destroy', at('b')),
    change('digitalocean_tag', 'none', at('c')),
    change('digitalocean_tag', 'update', at('e')),
    change('cloudflare_zone', 'update', { address: 'd', mode: 'data' }),
  ];
  expect(classifyPlan({ ...planOf(...acting), resource_drift: drift }).drift).toEqual([
    { address: 'a', what: 'changed' },
    { address: 'b', what: 'deleted' },
  ]);
});

test('what Terraform puts off is not taken for harmless', () => {
  const deferred_changes = [
    { reason: 'provider_config_unknown', resource_change: change('digitalocean_tag', 'create') },
  ];
  expect(classifyPlan({ ...planOf(), deferred_changes }).changes).toMatchObject([
    { impact: 'disruptive', rule: 'deferred' },
  ]);
});

test('a rule of the caller goes before the own ones', () => {
  const rule: PlanRule = {
    name: 'caches-are-empty-anyway',
    types: ['digitalocean_volume'],
    actions: ['destroy'],
    impact: 'safe',
    reason: 'only caches are on volumes here',
  };
  expect(classifyPlan(planOf(change('digitalocean_volume', 'destroy')), { rules: [rule] }).changes).toMatchObject([
    { impact: 'safe', rule: 'caches-are-empty-anyway' },
  ]);
});

test('by default what is safe or rolling may go through, and nothing else', () => {
  const verdict = classifyPlan(
    planOf(
      change('digitalocean_droplet', 'roll'),
      change('digitalocean_tag', 'create'),
      update('digitalocean_droplet', 'size'),
    ),
  );
  expect(notAllowed(verdict).map(({ rule }) => rule)).toEqual(['droplet-resized']);
  expect(notAllowed(verdict, ['safe', 'rolling', 'disruptive'])).toEqual([]);
});

test('no value of an attribute is in a verdict', () => {
  const secret = { before: { content: 'old-s3cret' }, after: { content: 'new-s3cret' } };
  expect(JSON.stringify(classifyPlan(planOf(change('cloudflare_dns_record', 'update', secret))))).not.toContain(
    's3cret',
  );
});
