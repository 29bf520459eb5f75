import { AttributeError } from '../framework/diagnostics';
import { list, string } from '../framework/schema';
import { dataSource } from './client';

export const ipRangesData = dataSource({
  fields: {
    networks: string().optional(),
    etag: string().computed(),
    ipv4_cidrs: list(string()).computed(),
    ipv6_cidrs: list(string()).computed(),
    jdcloud_cidrs: list(string()).computed(),
  },
  async read({ networks }, client) {
    if (networks !== null)
      throw new AttributeError(['networks'], 'Not on the local cloud', "The local cloud's edge has no other networks.");
    const { result } = await client.get('/ips');
    return { etag: result.etag, ipv4_cidrs: result.ipv4_cidrs, ipv6_cidrs: result.ipv6_cidrs, jdcloud_cidrs: null };
  },
});
