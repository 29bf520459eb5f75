import { Volume } from '@cdktf/provider-digitalocean/lib/volume';
import { VolumeAttachment } from '@cdktf/provider-digitalocean/lib/volume-attachment';
import type { Droplet } from '@cdktf/provider-digitalocean/lib/droplet';
import { Token } from 'cdktf';
import { Construct } from 'constructs';
import { checkShapes } from '../check-shapes';
import type { INetwork } from '../network/network';
import { addCostItem } from '../report/monthly-cost';
import { VOLUME_GIB } from '../report/price-list';
import { PropChecks } from '../validation';

/** One volume for each node of a group. */
export interface DataVolume {
  /** GiB. It can grow later, never shrink. */
  readonly sizeGb: number;
  /** Terraform refuses every plan that would delete the volume. @default true */
  readonly deletionProtection?: boolean;
}

/** The droplets that get a volume each. */
export interface DataVolumesProps extends DataVolume {
  /** The network of the droplets: the volumes are in its region, and their names begin with its prefix. */
  readonly network: INetwork;
  /** Host names of the droplets, such as `mysql-1`; each is the last part of its volume's name. */
  readonly hosts: readonly string[];
  /** The droplets, in the order of `hosts`. */
  readonly droplets: readonly Droplet[];
}

/** Where a node finds its volume; shell text, for all nodes of a group share one user-data. */
export function volumeDevice(network: INetwork): string {
  return `/dev/disk/by-id/scsi-0DO_Volume_${network.prefix}-$(hostname -s)`;
}

/**
 * Unformatted volumes, attached. The node makes the file system when it finds none.
 *
 * @example
 * import { Droplet } from '@cdktf/provider-digitalocean/lib/droplet';
 * import { DataVolumes } from 'cdktf-web-infrastructure';
 *
 * const { region, vpcId } = network;
 * const name = network.nameOf('store-1');
 * const droplet = new Droplet(this, 'store-1', { name, region, vpcUuid: vpcId, image: 'debian-13-x64', size: 's-1vcpu-1gb' });
 * new DataVolumes(this, 'data', { network, hosts: ['store-1'], droplets: [droplet], sizeGb: 50 });
 */
export class DataVolumes extends Construct {
  /** One for each host, in their order: until then the node waits for its volume. */
  public readonly attachments: readonly VolumeAttachment[];

  public constructor(scope: Construct, id: string, props: DataVolumesProps) {
    super(scope, id);
    checkShapes('DataVolumes', { props }, this);
    const checks = new PropChecks(this);
    checks.check(
      'sizeGb',
      props.sizeGb,
      (gb) => Number.isInteger(gb) && gb >= 1 && gb <= 16384,
      'be a whole number from 1 to 16384',
      'use 1 to 16384',
    );
    for (const host of props.hosts.slice(-1)) {
      const name = `${props.network.prefix}-${host}`;
      checks.require(
        /^[a-z][a-z0-9-]{0,63}$/.test(name),
        'network',
        'have a domain from which names of volumes can be made: a letter first, at most 64 characters',
        name,
        'give the PrivateNetwork a shorter domain',
      );
    }
    this.attachments = props.hosts.map((host, i) => {
      const volume = new Volume(this, host, {
        name: `${props.network.prefix}-${host}`,
        region: props.network.region,
        size: props.sizeGb,
        description: `Data of ${props.network.nameOf(host)}`,
        lifecycle: { preventDestroy: props.deletionProtection ?? true },
      });
      // Never create-before-destroy: the new attachment would meet a volume that is still attached (422).
      return new VolumeAttachment(this, `${host}-attachment`, {
        dropletId: Token.asNumber(props.droplets[i]!.id),
        volumeId: volume.id,
      });
    });
    addCostItem(this, VOLUME_GIB, props.sizeGb * props.hosts.length);
  }
}
