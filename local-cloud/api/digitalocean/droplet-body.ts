import type { Cloud } from '../cloud';
import { required, unprocessable } from '../errors';
import type { Droplet } from '../model';
import { PUBLIC_GATEWAY, vpcGateway } from './addresses';
import { imageBody, regionBody, sizeBody, sizeOf } from './catalog';

export function findDroplet(cloud: Cloud, id: string): Droplet {
  return required(cloud.state.droplets.find((droplet) => String(droplet.id) === id && !droplet.deleting));
}

/** Those that carry a tag; a request for droplets of no tag at all is refused. */
export function taggedDroplets(cloud: Cloud, tag: string | undefined): readonly Droplet[] {
  if (!tag) throw unprocessable('tag_name is required');
  return cloud.state.droplets.filter(({ tags, deleting }) => tags.includes(tag) && !deleting);
}

/** GiB; of the size, in a state that an earlier version wrote. */
export function diskOf(droplet: Droplet): number {
  return droplet.disk ?? sizeOf(droplet.size).disk;
}

export function dropletBody(cloud: Cloud, droplet: Droplet) {
  const { state } = cloud;
  const vpc = state.vpcs.find((one) => one.id === droplet.vpcId)!;
  const size = sizeOf(droplet.size);
  return {
    id: droplet.id,
    name: droplet.name,
    memory: size.memory,
    vcpus: size.vcpus,
    disk: diskOf(droplet),
    disk_info: [{ type: 'local', size: { amount: diskOf(droplet), unit: 'gib' } }],
    locked: droplet.status === 'new',
    status: droplet.status,
    kernel: null,
    created_at: droplet.createdAt,
    features: [
      'private_networking',
      ...(droplet.monitoring ? ['monitoring'] : []),
      ...(droplet.dropletAgent ? ['droplet_agent'] : []),
    ],
    backup_ids: [],
    next_backup_window: null,
    snapshot_ids: [],
    image: imageBody(droplet.image),
    volume_ids: state.volumes.filter((volume) => volume.dropletId === droplet.id).map((volume) => volume.id),
    size: sizeBody(size),
    size_slug: size.slug,
    networks: {
      v4: [
        { ip_address: droplet.privateIp, ...vpcGateway(vpc), type: 'private' },
        { ip_address: droplet.publicIp, netmask: '255.255.255.0', gateway: PUBLIC_GATEWAY, type: 'public' },
      ],
      v6: [],
    },
    region: regionBody(droplet.region),
    tags: droplet.tags,
    vpc_uuid: droplet.vpcId,
  };
}
