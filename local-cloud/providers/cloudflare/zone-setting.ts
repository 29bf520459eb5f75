import { Dynamic, type Value } from '../framework/cty';
import { AttributeError } from '../framework/diagnostics';
import { bool, dynamic, number, string } from '../framework/schema';
import { resource } from './client';

const plain = (value: Value): unknown => (value instanceof Dynamic ? value.value : value);

export const zoneSetting = resource({
  fields: {
    zone_id: string().required().forceNew(),
    setting_id: string().required().forceNew(),
    value: dynamic().required(),
    id: string().computed().keepsState(),
    enabled: bool().optional().computed(),
    editable: bool().computed(),
    modified_on: string().computed(),
    time_remaining: number().computed(),
  },
  async create({ planned, config, client }) {
    return set(config.enabled, planned, client);
  },
  async read({ zone_id, setting_id, value }, client) {
    const found = await client.find(`/zones/${zone_id}/settings/${setting_id}`);
    if (!found) return null;
    // The value keeps the type that the configuration gave it.
    const type = value instanceof Dynamic ? value.type : undefined;
    return { ...attributes(found), value: type ? new Dynamic(type, found.result.value) : found.result.value };
  },
  async update({ planned, config, client }) {
    return set(config.enabled, planned, client);
  },
  // As in the real provider: Cloudflare's settings cannot be deleted, only changed.
  delete: () => Promise.resolve(),
  import(id) {
    const [zone_id = '', setting_id = ''] = id.split('/');
    return { zone_id, setting_id, id: setting_id };
  },
});

async function set(enabled: boolean | null, planned: any, client: any) {
  if (enabled !== null)
    throw new AttributeError(
      ['enabled'],
      'Not on the local cloud',
      "No zone setting of the local cloud has 'enabled'.",
    );
  return attributes(
    await client.patch(`/zones/${planned.zone_id}/settings/${planned.setting_id}`, { value: plain(planned.value) }),
  );
}

function attributes({ result }: any) {
  return {
    id: result.id,
    editable: result.editable,
    modified_on: result.modified_on,
    enabled: null,
    time_remaining: null,
  };
}
