import { classifyPlan } from '../../../../testing/plan/classify-plan';
import { change, planOf, type ChangeOptions } from './change';

const ruleOf = (type: string, options: ChangeOptions) =>
  classifyPlan(planOf(change(type, 'update', options))).changes[0]!.rule;

const setting = (setting_id: string, before: unknown, after: unknown) =>
  ruleOf('cloudflare_zone_setting', { before: { setting_id, value: before }, after: { setting_id, value: after } });
const hsts = (values: object) => ({ strict_transport_security: { enabled: true, max_age: 31536000, ...values } });

test.each<[string, unknown, unknown]>([
  ['ssl', 'strict', 'full'],
  ['ssl', 'full', 'flexible'],
  ['ssl', 'strict', 'something new'],
  ['min_tls_version', '1.2', '1.0'],
  ['always_use_https', 'on', 'off'],
  ['security_level', 'high', 'low'],
  ['0rtt', 'off', 'on'],
  ['ciphers', ['A'], ['A', 'B']],
  ['security_header', hsts({}), hsts({ enabled: false })],
  ['security_header', hsts({}), hsts({ max_age: 60 })],
  ['security_header', hsts({ include_subdomains: true }), hsts({})],
])('%s from %j to %j weakens the zone', (name, before, after) => {
  expect(setting(name, before, after)).toBe('protection-weakened');
});

test.each<[string, unknown, unknown]>([
  ['ssl', 'off', 'strict'],
  ['min_tls_version', '1.0', '1.3'],
  ['0rtt', 'on', 'off'],
  ['security_header', hsts({ enabled: false }), hsts({})],
  ['http3', 'on', 'off'],
])('%s from %j to %j does not', (name, before, after) => {
  expect(setting(name, before, after)).toBe('setting-updated');
});

test('a value that is known after the apply only may be weaker', () => {
  const options = {
    before: { setting_id: 'ssl', value: 'full' },
    after: { setting_id: 'ssl' },
    unknown: { value: true },
  };
  expect(ruleOf('cloudflare_zone_setting', options)).toBe('protection-weakened');
});

test.each<[string, ChangeOptions]>([
  ['cloudflare_dns_record', { before: { proxied: true }, after: { proxied: false } }],
  ['cloudflare_load_balancer', { before: { proxied: true }, after: { proxied: false } }],
  ['cloudflare_authenticated_origin_pulls_settings', { before: { enabled: true }, after: { enabled: false } }],
  [
    'cloudflare_ruleset',
    {
      before: {
        rules: [
          { action: 'block', expression: 'a' },
          { action: 'block', expression: 'b' },
        ],
      },
      after: { rules: [{ action: 'block', expression: 'b' }] },
    },
  ],
  ['digitalocean_spaces_bucket', { before: { acl: 'private' }, after: { acl: 'public-read' } }],
])('%s, which then hides or refuses less', (type, options) => {
  expect(ruleOf(type, options)).toBe('protection-weakened');
  expect(ruleOf(type, { before: options.after, after: options.before })).not.toBe('protection-weakened');
});
