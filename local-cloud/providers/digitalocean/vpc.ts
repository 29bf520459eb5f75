import { block, bool, legacyId, string } from '../framework/schema';
import { cidr, notEmpty } from '../framework/validators';
import { Deadline } from '../framework/timeouts';
import { HttpError, present } from '../http';
import { resource } from './client';

export const vpc = resource({
  sdkv2: true,
  fields: {
    ...legacyId,
    name: string().required().validate(notEmpty),
    region: string().required().forceNew().validate(notEmpty),
    description: string().optional(),
    ip_range: string().optional().computed().forceNew().validate(cidr),
    urn: string().computed(),
    default: bool().computed(),
    created_at: string().computed(),
    timeouts: block.single({ delete: string().optional() }),
  },
  async create({ planned, client }) {
    const { name, region, description, ip_range } = planned;
    const { id } = (await client.post('/v2/vpcs', present({ name, region, description, ip_range }))).vpc;
    return (await client.get(`/v2/vpcs/${id}`)).vpc;
  },
  async read({ id }, client) {
    return (await client.find(`/v2/vpcs/${id}`))?.vpc ?? null;
  },
  async update({ prior, planned, client }) {
    const { default: isDefault } = prior;
    await client.put(`/v2/vpcs/${prior.id}`, {
      name: planned.name,
      description: planned.description ?? '',
      default: isDefault,
    });
    return (await client.get(`/v2/vpcs/${prior.id}`)).vpc;
  },
  /** Droplets that are leaving keep the VPC in use for a moment. */
  async delete({ id, timeouts }, client) {
    await new Deadline(timeouts?.delete ?? '2m').until(
      () =>
        client.delete(`/v2/vpcs/${id}`).then(
          () => true,
          (error: unknown) =>
            error instanceof HttpError && (error.status === 403 || error.status === 409)
              ? undefined
              : Promise.reject(error as Error),
        ),
      `VPC ${id} to be without members`,
    );
  },
});
