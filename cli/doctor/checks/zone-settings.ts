import { isDeepStrictEqual } from 'node:util';
import { ApiRefusal } from '../../apis/api-requests';
import { NO_CLOUDFLARE, type Check } from '../check';
import { ok, skipped, warning, type Finding } from '../finding';
import { zoneNames } from '../planned/names';

/** Settings of the whole zone: what else is served from it changes, too. */
export const zoneSettings: Check = {
  id: 'zone-settings',
  title: 'settings of the whole zone that a deploy would change, from what to what',
  async run({ stack, cloudflare }) {
    const planned = stack.resources('cloudflare_zone_setting');
    const pulls = stack.resources('cloudflare_authenticated_origin_pulls_settings');
    if (planned.length + pulls.length === 0) return [];
    if (!cloudflare) return [skipped(NO_CLOUDFLARE)];
    const findings: Finding[] = [];
    for (const name of zoneNames(stack)) {
      const zone = await cloudflare.zone(name);
      if (!zone) continue;
      const compare = async (id: string, path: string, field: string, wanted: unknown) => {
        let found: unknown;
        try {
          found = (await cloudflare.get<Record<string, unknown>>(`/zones/${zone.id}/${path}`))[field];
        } catch (error) {
          if (!(error instanceof ApiRefusal)) throw error;
          return findings.push(skipped(`${id} of ${name} cannot be read (${error.status})`));
        }
        if (covers(found, wanted)) return findings.push(ok(`${id} of ${name} is ${shown(wanted)} already`));
        const change = `${shown(found)} -> ${shown(wanted)}`;
        const remedy = `check that everything else in ${name} works with it`;
        return findings.push(warning(`the deploy changes ${id} of the whole zone ${name}: ${change}`, remedy));
      };
      for (const { values } of planned) {
        const id = stack.text(values.setting_id);
        if (id) await compare(id, `settings/${id}`, 'value', values.value);
      }
      for (const { values } of pulls)
        await compare('authenticated origin pulls', 'origin_tls_client_auth/settings', 'enabled', values.enabled);
    }
    return findings;
  },
};

/** An object that is configured has those fields that its owner named. */
function covers(found: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null || typeof found !== 'object' || found === null)
    return isDeepStrictEqual(found, wanted);
  return Object.entries(wanted).every(([key, value]) => covers((found as Record<string, unknown>)[key], value));
}

function shown(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
