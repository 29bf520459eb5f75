import { list, number, string } from '../framework/schema';
import { oneOf } from '../framework/validators';
import { resource } from './client';

export const originCaCertificate = resource({
  fields: {
    id: string().computed().keepsState(),
    csr: string().required().forceNew(),
    hostnames: list(string()).required().forceNew(),
    request_type: string()
      .required()
      .forceNew()
      .validate(oneOf('origin-rsa', 'origin-ecc', 'keyless-certificate')),
    requested_validity: number()
      .default(5475)
      .computed()
      .forceNew()
      .validate(oneOf(7, 30, 90, 365, 730, 1095, 5475)),
    certificate: string().computed(),
    expires_on: string().computed(),
  },
  async create({ planned: { csr, hostnames, request_type, requested_validity }, client }) {
    return attributes(await client.post('/certificates', { csr, hostnames, request_type, requested_validity }));
  },
  async read({ id, csr, requested_validity }, client) {
    const found = await client.find(`/certificates/${id}`);
    if (!found) return null;
    const { hostnames, request_type } = found.result;
    return { ...attributes(found), hostnames, request_type, csr, requested_validity };
  },
  delete: ({ id }, client) => client.delete(`/certificates/${id}`),
});

function attributes({ result: { id, certificate, expires_on } }: any) {
  return { id, certificate, expires_on };
}
