import { Droplet } from '@cdktf/provider-digitalocean/lib/droplet';
import { Tag } from '@cdktf/provider-digitalocean/lib/tag';
import { DataResource, TerraformLocal, type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { MAX_USER_DATA, renderCloudConfig, type CloudConfig } from '../cloud-init/cloud-config';
import { escapeTemplate } from '../cloud-init/escape';
import { readNodeProgram } from '../cloud-init/node-program';
import { isLabel } from '../network/host-name';
import type { PrivateNetwork } from '../network/private-network';
import { TierFirewall, type Source } from '../network/tier-firewall';
import { PropChecks } from '../validation';
import type { Access } from './access';
import { baseline } from './baseline';
import { REPORT_PORT, readinessReport, type ReadinessChecks } from './readiness';
import { IMAGES, isSizeSlug, isSupportedImage } from './slugs';
import { DataVolumes, type DataVolume } from './data-volumes';

/**
 * A deploy never replaces nodes that keep data, for it would replace all of them at once: one at a time and by an operator,
 * with `terraform apply -replace=ADDRESS`.
 */
const KEEPS_ITS_DATA = { createBeforeDestroy: false, ignoreChanges: ['user_data', 'image', 'ssh_keys'] };

/** Sizing that every tier takes. */
export interface NodeProps {
  /** Size slug of each droplet, such as `s-2vcpu-2gb`. */
  readonly size?: string;
  /** Image slug, or the id of a snapshot made from one. @default 'ubuntu-24-04-x64' */
  readonly image?: string;
  /** How long a new node may take until it is ready, seconds. @default 900 */
  readonly readinessTimeout?: number;
}

export interface DropletGroupProps extends NodeProps {
  readonly network: PrivateNetwork;
  readonly access: Access;
  /** What the nodes are: `web` names them `web-1`, `web-2`, ... and the tier `web`. */
  readonly role: string;
  /** How many, 1 to 99. */
  readonly nodes: number;
  readonly size: string;
  /** The node's bootstrap, after what every node has. The same for all nodes: a node learns its name from its host name. */
  readonly parts: readonly CloudConfig[];
  /** When a node counts as ready, beyond a cloud-init that is done. */
  readonly readiness: ReadinessChecks;
  /**
   * A volume for each node, which outlives the droplet. Such nodes keep their data in place: they are not replaced by
   * create-before-destroy, and their names are public before they are ready, for they must find each other first.
   * @default none; nodes are replaced: the new one is created and ready before the old one leaves
   */
  readonly volume?: DataVolume;
}

/** Droplets that do the same work, with their names, their tag and the firewall around them. */
export class DropletGroup extends Construct {
  /** Carried by every droplet of the group. */
  public readonly tag: string;
  /** Private name of the whole tier: all its members' addresses. */
  public readonly tierName: string;
  /** Private names of the nodes. */
  public readonly nodeNames: readonly string[];
  public readonly droplets: readonly Droplet[];
  private readonly firewall: TierFirewall;

  public constructor(scope: Construct, id: string, props: DropletGroupProps) {
    super(scope, id);
    const { network, role } = props;
    const image = props.image ?? IMAGES[0];
    const checks = new PropChecks(this);
    checks.check('role', role, isLabel, 'be one label of a host name', "write it like 'web'");
    checks.wholeNumber('nodes', props.nodes, 1, 99);
    checks.check(
      'size',
      props.size,
      isSizeSlug,
      "be a droplet size's slug",
      "write it like 's-2vcpu-2gb'; `doctl compute size list` names all",
    );
    checks.check(
      'image',
      image,
      isSupportedImage,
      'be an image that the nodes are made for',
      `use ${IMAGES.join(' or ')}, or the id of a snapshot made from one`,
    );
    checks.wholeNumber('readinessTimeout', props.readinessTimeout ?? 900, 10, 7200);

    const hosts = Array.from(
      { length: Math.max(0, Math.min(99, Math.trunc(props.nodes) || 0)) },
      (_, i) => `${role}-${i + 1}`,
    );
    this.tag = new Tag(this, 'tag', { name: `${network.prefix}_${role}` }).name;
    this.tierName = network.nameOf(role);
    this.nodeNames = hosts.map((host) => network.nameOf(host));
    this.firewall = new TierFirewall(this, 'firewall', {
      name: `${network.prefix}-${role}`,
      tag: this.tag,
      ipRange: network.ipRange,
    });
    this.allowFrom({ cidrs: props.access.adminCidrs }, REPORT_PORT);

    const userData = this.userData(props, checks);
    this.droplets = hosts.map(
      (host) =>
        new Droplet(this, host, {
          name: network.nameOf(host),
          region: network.region,
          size: props.size,
          image,
          vpcUuid: network.vpcId,
          sshKeys: [...props.access.sshKeyFingerprints],
          tags: [this.tag],
          monitoring: true,
          // The old node drains: its daemons are stopped in order before it goes.
          gracefulShutdown: true,
          userData,
          lifecycle: props.volume ? KEEPS_ITS_DATA : { createBeforeDestroy: true },
        }),
    );
    const volumes =
      props.volume && new DataVolumes(this, 'data', { ...props.volume, network, hosts, droplets: this.droplets });
    hosts.forEach((host, i) => this.nameWhenReady(host, this.droplets[i]!, volumes?.attachments[i], props));
  }

  /** Lets `source` connect to a TCP port of every node. */
  public allowFrom(source: Source | DropletGroup, port: number): void {
    this.firewall.allow(source instanceof DropletGroup ? { tags: [source.tag] } : source, port);
  }

  /** Rendered once for the whole group. */
  private userData(props: DropletGroupProps, checks: PropChecks): string {
    const userData = renderCloudConfig([readinessReport(props.readiness), baseline, ...props.parts]);
    const largest = userData.largest.slice(0, 3).map((file) => `${file.path} ${file.size} bytes`);
    checks.require(
      userData.size <= MAX_USER_DATA,
      'parts',
      `render to at most ${MAX_USER_DATA} bytes of user-data`,
      userData.size,
      `the largest are ${largest.join(', ')}`,
    );
    return new TerraformLocal(this, 'user-data', userData.text).asString;
  }

  /** The gate of a deploy: what depends on the node's name waits until the node is ready, or the deploy fails and says why. */
  private nameWhenReady(
    host: string,
    droplet: Droplet,
    volume: ITerraformDependable | undefined,
    props: DropletGroupProps,
  ): void {
    const ready = new DataResource(this, `${host}-ready`, {
      triggersReplace: droplet.id as never,
      dependsOn: volume && [volume],
      provisioners: [
        {
          type: 'local-exec',
          // By way of the environment: Terraform repeats the command in what it prints.
          command: 'eval "$WAIT_UNTIL_READY"',
          environment: {
            WAIT_UNTIL_READY: escapeTemplate(readNodeProgram(__dirname, 'wait-until-ready.sh')),
            NODE: props.network.nameOf(host),
            REPORT_URL: `http://${droplet.ipv4Address}:${REPORT_PORT}/`,
            TIMEOUT: String(props.readinessTimeout ?? 900),
          },
        },
      ],
    });
    const after = props.volume ? undefined : ready;
    props.network.publish(host, droplet.ipv4AddressPrivate, { id: host, after });
    props.network.publish(props.role, droplet.ipv4AddressPrivate, { id: `${host}-member`, after });
  }
}
