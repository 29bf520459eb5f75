import { AttributeError } from '../framework/diagnostics';
import { block, legacyId, string } from '../framework/schema';
import { notEmpty, oneOf } from '../framework/validators';
import { resource } from './client';

export const databaseUser = resource({
  sdkv2: true,
  fields: {
    ...legacyId,
    cluster_id: string().required().forceNew().validate(notEmpty),
    name: string().required().forceNew().validate(notEmpty),
    mysql_auth_plugin: string()
      .optional()
      .assumed('caching_sha2_password')
      .validate(oneOf('mysql_native_password', 'caching_sha2_password')),
    settings: block.list({
      acl: block.list({
        id: string().computed(),
        topic: string().required().validate(notEmpty),
        permission: string()
          .required()
          .validate(oneOf('admin', 'consume', 'produce', 'produceconsume')),
      }),
      opensearch_acl: block.list({
        index: string().required().validate(notEmpty),
        permission: string()
          .required()
          .validate(oneOf('deny', 'admin', 'read', 'write', 'readwrite')),
      }),
    }),
    role: string().computed(),
    password: string().computed().sensitive(),
    access_cert: string().computed().sensitive(),
    access_key: string().computed().sensitive(),
  },
  async create({ planned: { cluster_id, name, mysql_auth_plugin: plugin, settings }, client }) {
    if (settings.length > 0)
      throw new AttributeError(['settings'], 'Not on the local cloud', 'The local cloud has no Kafka or OpenSearch.');
    const more = plugin && { mysql_settings: { auth_plugin: plugin } };
    const { user } = await client.post(`/v2/databases/${cluster_id}/users`, { name, ...more });
    return { id: `${cluster_id}/user/${name}`, ...attributes(user) };
  },
  async read({ cluster_id, name }, client) {
    const found = await client.find(`/v2/databases/${cluster_id}/users/${name}`);
    return found && attributes(found.user);
  },
  async update({ prior, planned: { cluster_id, name, mysql_auth_plugin: plugin }, client }) {
    const path = `/v2/databases/${cluster_id}/users/${name}`;
    if (plugin !== prior.mysql_auth_plugin)
      await client.post(`${path}/reset_auth`, { mysql_settings: { auth_plugin: plugin ?? 'caching_sha2_password' } });
    return attributes((await client.get(path)).user);
  },
  delete: ({ cluster_id, name }, client) => client.delete(`/v2/databases/${cluster_id}/users/${name}`),
});

function attributes({ role, password, mysql_settings: mysql }: any) {
  return { role, password, access_cert: null, access_key: null, mysql_auth_plugin: mysql?.auth_plugin ?? null };
}
