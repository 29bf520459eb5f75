import { bool, string } from '../framework/schema';
import { resource } from './client';

export const originPullsSettings = resource({
  fields: { zone_id: string().required().forceNew(), enabled: bool().required() },
  create: ({ planned, client }) => put(planned, client),
  async read({ zone_id }, client) {
    const found = await client.find(`/zones/${zone_id}/origin_tls_client_auth/settings`);
    return found && { enabled: found.result.enabled };
  },
  update: ({ planned, client }) => put(planned, client),
  // As in the real provider: there is nothing to delete, the setting stays.
  delete: () => Promise.resolve(),
});

async function put({ zone_id, enabled }: any, client: any) {
  const { result } = await client.put(`/zones/${zone_id}/origin_tls_client_auth/settings`, { enabled });
  return { enabled: result.enabled };
}

export const originPullsCertificate = resource({
  fields: {
    zone_id: string().required().forceNew(),
    certificate: string().required().forceNew(),
    private_key: string().required().sensitive(),
    certificate_id: string().computed().keepsState(),
    id: string().computed(),
    enabled: bool().computed(),
    expires_on: string().computed(),
    issuer: string().computed(),
    signature: string().computed(),
    status: string().computed(),
    uploaded_on: string().computed(),
  },
  async create({ planned: { zone_id, certificate, private_key }, client }) {
    return attributes(await client.post(`/zones/${zone_id}/origin_tls_client_auth`, { certificate, private_key }));
  },
  async read({ zone_id, certificate_id }, client) {
    const found = await client.find(`/zones/${zone_id}/origin_tls_client_auth/${certificate_id}`);
    return found && { ...attributes(found), certificate: found.result.certificate };
  },
  delete: ({ zone_id, certificate_id }, client) =>
    client.delete(`/zones/${zone_id}/origin_tls_client_auth/${certificate_id}`),
});

function attributes({ result: r }: any) {
  const { id, expires_on, issuer, signature, status, uploaded_on } = r;
  return { id, certificate_id: id, enabled: r.enabled ?? null, expires_on, issuer, signature, status, uploaded_on };
}
