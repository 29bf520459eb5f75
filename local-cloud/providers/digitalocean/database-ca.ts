import { string } from '../framework/schema';
import { notEmpty } from '../framework/validators';
import { dataSource } from './client';

export const databaseCaData = dataSource({
  fields: {
    id: string().optional().computed(),
    cluster_id: string().required().validate(notEmpty),
    certificate: string().computed(),
  },
  async read({ cluster_id }, client) {
    const { ca } = await client.get(`/v2/databases/${cluster_id}/ca`);
    return { id: cluster_id, certificate: Buffer.from(ca.certificate, 'base64').toString() };
  },
});
