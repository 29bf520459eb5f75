import { Token } from 'cdktf';
import type { PropChecks } from '../validation';

const ZONE_ID = /^[0-9a-f]{32}$/;

/** Also of one that Terraform computes. */
export function mayBeZoneId(zoneId: string): boolean {
  return Token.isUnresolved(zoneId) || ZONE_ID.test(zoneId);
}

/** Zones of names that lie in another one than the rest. */
export type ZoneIds = Readonly<Record<string, string>>;

export function checkZoneIds(checks: PropChecks, hostNames: readonly string[], zoneIds: ZoneIds = {}): void {
  for (const [name, zoneId] of Object.entries(zoneIds)) {
    checks.require(hostNames.includes(name), 'zoneIds', "hold names of 'hostNames'", name, 'leave it out');
    checkZoneId(checks, zoneId, `zoneIds['${name}']`);
  }
}

export function checkZoneId(checks: PropChecks, zoneId: string, prop = 'zoneId'): void {
  checks.check(
    prop,
    zoneId,
    mayBeZoneId,
    'be the id of a Cloudflare zone, 32 hexadecimal digits',
    "give new Zone(this, 'zone', { name: 'foobar.com' }).zoneId, or copy it from the dashboard",
  );
}
