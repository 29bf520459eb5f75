import type { FastifyInstance } from 'fastify';
import { add, assign, forEach, remove, type Undo } from '../change';
import type { Cloud } from '../cloud';
import { ApiError } from '../errors';
import { lookUp } from '../look-up';
import type { Zone } from '../model';
import { newZone } from '../store';
import { ok, okPage } from './respond';
import { SETTINGS, settingOf } from './setting-defaults';
import { CHANGE_ZONE, CREATE_ZONE, changeZone, checkZoneFields, type ZoneFields } from './zone-fields';

/** Of a change of several settings, all or none. */
interface SettingItem {
  readonly id: string;
  readonly value?: unknown;
}
const ITEMS = {
  type: 'object',
  required: ['items'],
  properties: {
    items: { type: 'array', items: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } } },
  },
};

export type ZoneParams = { Params: { zone: string } };

export function findZone(cloud: Cloud, id: string): Zone {
  const zone = cloud.state.zones.find((one) => one.id === id);
  if (!zone) throw new ApiError(404, 'Zone not found', 1049);
  return zone;
}

export function zoneRoutes(api: FastifyInstance, cloud: Cloud): void {
  const { state } = cloud;
  const body = (zone: Zone) => zoneBody(zone, state.accountId);

  api.get<{ Querystring: { name?: string; status?: string; 'account.id'?: string } }>('/zones', (request) => {
    const { name, status, 'account.id': account } = request.query;
    const found = state.zones.filter(
      (zone) =>
        (!name || zone.name === name) &&
        (!status || status === (zone.status ?? 'active')) &&
        (!account || account === state.accountId),
    );
    return okPage(request, found.map(body));
  });
  api.post<{ Body: ZoneFields & { name: string } }>('/zones', { schema: { body: CREATE_ZONE } }, async (request) => {
    const { name, paused } = request.body;
    checkZoneFields(request.body, state.accountId);
    const zone = { ...newZone(name), ...(paused && { paused }) };
    await cloud.commit(() => {
      if (state.zones.some((other) => other.name === zone.name))
        throw new ApiError(400, `${zone.name} already exists`, 1061);
      return add(state.zones, zone);
    });
    return ok(body(zone));
  });
  api.patch<ZoneParams & { Body: ZoneFields }>('/zones/:zone', { schema: { body: CHANGE_ZONE } }, async (request) => {
    const { zone: id } = request.params;
    findZone(cloud, id);
    checkZoneFields(request.body, state.accountId);
    await cloud.commit(() => changeZone(findZone(cloud, id), request.body));
    return ok(body(findZone(cloud, id)));
  });
  api.get<ZoneParams>('/zones/:zone', (request) => ok(body(findZone(cloud, request.params.zone))));
  api.delete<ZoneParams>('/zones/:zone', async (request) => {
    const { zone: id } = request.params;
    await cloud.commit(() => remove(state.zones, findZone(cloud, id)));
    return ok({ id });
  });

  api.get<ZoneParams>('/zones/:zone/settings', (request) => {
    const zone = findZone(cloud, request.params.zone);
    return ok(Object.keys(SETTINGS).map((id) => settingBody(zone, id)));
  });
  api.patch<ZoneParams & { Body: { items: readonly SettingItem[] } }>(
    '/zones/:zone/settings',
    { schema: { body: ITEMS } },
    async (request) => {
      const { items } = request.body;
      await cloud.commit(() => {
        const zone = findZone(cloud, request.params.zone);
        return forEach(items, ({ id, value }) => changeSetting(zone, id, value));
      });
      const zone = findZone(cloud, request.params.zone);
      return ok(items.map(({ id }) => settingBody(zone, id)));
    },
  );

  type SettingParams = { Params: { zone: string; setting: string } };
  api.get<SettingParams>('/zones/:zone/settings/:setting', (request) => {
    return ok(settingBody(findZone(cloud, request.params.zone), request.params.setting));
  });
  api.patch<SettingParams & { Body: { value?: unknown } | null }>('/zones/:zone/settings/:setting', async (request) => {
    const { zone: zoneId, setting } = request.params;
    const value = request.body?.value;
    await cloud.commit(() => changeSetting(findZone(cloud, zoneId), setting, value));
    return ok(settingBody(findZone(cloud, zoneId), setting));
  });
}

function changeSetting(zone: Zone, id: string, value: unknown): Undo {
  settingBody(zone, id);
  if (!SETTINGS[id]!.fits(value)) throw new ApiError(400, `Invalid value for zone setting ${id}`, 1007);
  return assign(zone.settings, { [id]: { value, modifiedOn: new Date().toISOString() } });
}

function settingBody(zone: Zone, id: string) {
  if (!lookUp(SETTINGS, id)) throw new ApiError(501, `the local cloud has no zone setting '${id}'`, 1001);
  return { id, value: settingOf(zone, id), editable: true, modified_on: zone.settings[id]?.modifiedOn ?? null };
}

function zoneBody(zone: Zone, accountId: string) {
  return {
    id: zone.id,
    name: zone.name,
    status: zone.status ?? 'active',
    paused: zone.paused ?? false,
    type: 'full',
    development_mode: 0,
    name_servers: ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com'],
    original_name_servers: null,
    original_registrar: null,
    original_dnshost: null,
    vanity_name_servers: [],
    created_on: zone.createdOn,
    modified_on: zone.modifiedOn ?? zone.createdOn,
    activated_on: zone.createdOn,
    account: { id: accountId, name: 'Local cloud' },
    owner: { id: null, type: 'user', email: null },
    meta: {
      cdn_only: false,
      custom_certificate_quota: 0,
      dns_only: false,
      foundation_dns: false,
      page_rule_quota: 3,
      phishing_detected: false,
      step: 0,
    },
    permissions: ['#zone:read', '#zone:edit', '#dns_records:read', '#dns_records:edit'],
    plan: {
      id: '0feeeeeeeeeeeeeeeeeeeeeeeeeeeeee',
      name: 'Free Website',
      price: 0,
      currency: 'USD',
      frequency: '',
      is_subscribed: false,
      can_subscribe: false,
      legacy_id: 'free',
      legacy_discount: false,
      externally_managed: false,
    },
  };
}
