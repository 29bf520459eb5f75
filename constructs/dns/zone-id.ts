import type { PropChecks } from '../validation';

export function checkZoneId(checks: PropChecks, zoneId: string): void {
  checks.check(
    'zoneId',
    zoneId,
    (id) => /^[0-9a-f]{32}$/.test(id),
    'be the id of a Cloudflare zone, 32 hexadecimal digits',
    "give new Zone(this, 'zone', { name: 'foobar.com' }).zoneId, or copy it from the dashboard",
  );
}
