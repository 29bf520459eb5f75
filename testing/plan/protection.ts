import type { PlannedChange } from './planned-change';

/** Values of Cloudflare's zone settings from the weakest to the strongest (developers.cloudflare.com/api, zone settings, 2026-11). */
const ORDER: Readonly<Record<string, readonly string[]>> = {
  ssl: ['off', 'flexible', 'full', 'strict'],
  min_tls_version: ['1.0', '1.1', '1.2', '1.3'],
  security_level: ['off', 'essentially_off', 'low', 'medium', 'high', 'under_attack'],
  tls_1_3: ['off', 'on', 'zrt'],
  // A request in TLS 1.3's early data can be replayed.
  '0rtt': ['on', 'off'],
  ...Object.fromEntries(
    [
      'always_use_https',
      'automatic_https_rewrites',
      'opportunistic_encryption',
      'browser_check',
      'email_obfuscation',
      'hotlink_protection',
      'waf',
      'tls_client_auth',
    ].map((setting) => [setting, ['off', 'on']]),
  ),
};
/** Settings that protect by a list or an object of their own. */
const STRUCTURED = ['security_header', 'ciphers'];

/** True when a setting protects less after the change, or when that cannot be told before the apply. */
export function weakensProtection(change: PlannedChange): boolean {
  const { type, before, after, attributes } = change;
  switch (type) {
    case 'cloudflare_zone_setting':
      return attributes.includes('value') && weakensSetting(change);
    case 'cloudflare_dns_record':
      return before.proxied === true && after.proxied !== true;
    case 'cloudflare_authenticated_origin_pulls_settings':
    case 'cloudflare_load_balancer':
      return ['enabled', 'proxied'].some((name) => before[name] === true && after[name] !== true);
    case 'digitalocean_spaces_bucket':
      return attributes.includes('acl') && after.acl !== 'private';
    case 'cloudflare_ruleset':
      return enabledRules(before).some((rule) => !enabledRules(after).includes(rule));
    default:
      return false;
  }
}

/** By what they match: a rule that is only renamed or moved is the same. */
function enabledRules({ rules }: PlannedChange['before']): readonly string[] {
  const all = (Array.isArray(rules) ? rules : []) as readonly {
    expression?: unknown;
    action?: unknown;
    enabled?: unknown;
  }[];
  return all.filter(({ enabled }) => enabled !== false).map((rule) => JSON.stringify([rule.action, rule.expression]));
}

function weakensSetting({ before, after }: PlannedChange): boolean {
  const setting = String(before.setting_id ?? after.setting_id);
  if (setting === 'security_header') return weakensHeader(before.value, after.value);
  if (STRUCTURED.includes(setting)) return true;
  const order = ORDER[setting];
  return order !== undefined && order.indexOf(String(after.value)) < order.indexOf(String(before.value));
}

/** Strict-Transport-Security: switched off, shorter, or for fewer names. */
function weakensHeader(before: unknown, after: unknown): boolean {
  const [old, now] = [headerOf(before), headerOf(after)];
  return Object.entries(old).some(([name, value]) => Number(now[name] ?? 0) < Number(value));
}

function headerOf(value: unknown): Record<string, unknown> {
  const header = (value as { strict_transport_security?: unknown } | null | undefined)?.strict_transport_security;
  return typeof header === 'object' && header !== null ? (header as Record<string, unknown>) : {};
}
