import { Droplet } from '@cdktf/provider-digitalocean/lib/droplet';
import { Tag } from '@cdktf/provider-digitalocean/lib/tag';
import { TerraformLocal, Token, type ITerraformDependable, type TerraformResourceLifecycle } from 'cdktf';
import { Construct } from 'constructs';
import { bootstrapDigest } from '../cloud-init/bootstrap-digest';
import { checkCloudConfig } from '../cloud-init/check-cloud-config';
import { MAX_USER_DATA, renderCloudConfig, type CloudConfig } from '../cloud-init/cloud-config';
import { terraformText } from '../cloud-init/terraform-text';
import { MAX_NODE_NAME, isLabel } from '../network/host-name';
import { Outbound, type OutboundRule } from '../network/outbound';
import type { PrivateNetwork } from '../network/private-network';
import { TierFirewall, type Source } from '../network/tier-firewall';
import { FLOWS, PARTS } from '../picture/facts';
import { tellCost } from '../report/monthly-cost';
import { dropletItem } from '../report/price-list';
import { tellTierLoss, type TierLoss } from '../report/single-points';
import { PropChecks } from '../validation';
import type { Access } from './access';
import { baseline } from './baseline';
import { SETTINGS_PORT, SettingsChannel, checkSettings, type NodeSettings } from './node-settings';
import { RebootWindow } from './reboot-window';
import { REPORT_PORT, bootstrapComplete, checkReadiness, readinessReport, type ReadinessChecks } from './readiness';
import { bornReady, inServiceGate, readyGate } from './readiness-gate';
import { IMAGES, isSupportedImage } from './images';
import { SIZES } from './sizes';
import { DataVolumes, type DataVolume } from './data-volumes';
import { KEEPS_ITS_DATA, replacedInTurn } from './droplet-lifecycle';

/** Sizing that every tier takes. */
export interface NodeProps {
  /** Size slug of each droplet, such as `s-2vcpu-2gb`. */
  readonly size?: string;
  /** Image slug, or the id of a snapshot made from one. @default 'ubuntu-24-04-x64' */
  readonly image?: string;
  /** How long a new node may take until it is ready, seconds. @default 900 */
  readonly readinessTimeout?: number;
  /**
   * How many new nodes are made at a time when a deploy makes or replaces the tier. The old ones leave when all new ones
   * are in service, so a replaced tier needs its double for that time.
   * @default all
   */
  readonly maxSurge?: number;
  /** When nodes restart for updates that need it. @default RebootWindow.daily() */
  readonly reboots?: RebootWindow;
  /** What else the nodes carry, set up after what makes them this tier. @default none */
  readonly extraParts?: readonly CloudConfig[];
  /**
   * Where the nodes may connect to outside of their network. What the site's own props name (a mail server, a database elsewhere, a repository
   * by ssh) is open without it.
   * @default Outbound.standard()
   */
  readonly outbound?: Outbound;
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
  /** What else must hold, once the node has its names, before the one that it replaces leaves. @default {} */
  readonly inService?: ReadinessChecks;
  /** Files that change without replacing the nodes. Nodes with a volume must be able to boot without them. @default none */
  readonly settings?: readonly NodeSettings[];
  /**
   * The tier that the nodes ask for by name. They are made after its names: a resolver that is asked too early remembers for half
   * an hour that there is no such name (the zone's SOA minimum, 1800 s with Cloudflare). Not for tiers with volumes, to
   * which create-before-destroy would spread.
   * @default none
   */
  readonly asksFor?: DropletGroup;
  /**
   * No node is in service before all have their names: who hears from one may ask for any.
   * @default false
   */
  readonly namedTogether?: boolean;
  /**
   * A volume for each node, which outlives the droplet. Such nodes keep their data in place: they are not replaced by
   * create-before-destroy, and their names are public before they are ready, for they must find each other first.
   * @default none; nodes are replaced: the new one is created and ready before the old one leaves
   */
  readonly volume?: DataVolume;
  /** What the loss of a node means, for the report. @default takes down all who ask for the tier when it was the only one */
  readonly loss?: TierLoss;
}

type Records = readonly [name: ITerraformDependable, membership: ITerraformDependable];

/** Droplets that do the same work, with their names, their tag and the firewall around them. */
export class DropletGroup extends Construct {
  public readonly role: string;
  public readonly size: string;
  /** Carried by every droplet of the group. */
  public readonly tag: string;
  /** Private name of the whole tier: all its members' addresses. */
  public readonly tierName: string;
  /** Private names of the nodes. */
  public readonly nodeNames: readonly string[];
  public readonly droplets: readonly Droplet[];
  /** What else a deploy makes when the nodes are in service; empty for nodes with a volume. */
  public readonly inService: ITerraformDependable[] = [];
  /** Of what the nodes are made from: in a file of theirs, and in their settings, it says which of them were made from something else. */
  public readonly bootstrapDigest: string;
  /** The records of the tier's and the nodes' names. */
  private readonly names: ITerraformDependable[] = [];
  /** `ADDRESS:PORT`: a node that must have found this group's port up. */
  private readonly callers: string[] = [];
  private readonly firewall: TierFirewall;
  private readonly lifecycle: TerraformResourceLifecycle;

  public constructor(scope: Construct, id: string, props: DropletGroupProps) {
    super(scope, id);
    const { network, role } = props;
    const image = props.image ?? IMAGES[0];
    const checks = new PropChecks(this);
    this.checkNames(checks, props);
    checks.wholeNumber('nodes', props.nodes, 1, 99);
    checks.listed('size', props.size, SIZES, "a droplet size's slug");
    checks.check(
      'image',
      image,
      isSupportedImage,
      'be an image that the nodes are made for',
      `use ${IMAGES.join(' or ')}, or the id of a snapshot made from one`,
    );
    checks.wholeNumber('readinessTimeout', props.readinessTimeout ?? 900, 10, 7200);
    checks.wholeNumber('maxSurge', props.maxSurge ?? 99, 1, 99);
    const reboots = props.reboots ?? RebootWindow.daily();
    reboots.check(checks);
    checkSettings(checks, props.settings ?? []);
    checkReadiness(checks, 'readiness', props.readiness);
    checkReadiness(checks, 'inService', props.inService ?? {});

    const hosts = hostsOf(props);
    this.role = role;
    this.size = props.size;
    this.tag = new Tag(this, 'tag', { name: `${network.prefix}_${role}` }).name;
    this.tierName = network.nameOf(role);
    this.nodeNames = hosts.map((host) => network.nameOf(host));
    this.firewall = new TierFirewall(this, 'firewall', {
      name: `${network.prefix}-${role}`,
      tag: this.tag,
      ipRange: network.ipRange,
      outbound: outboundOf(props),
    });
    this.allowFrom({ cidrs: props.access.adminCidrs, who: props.access }, REPORT_PORT);
    const restarts = reboots.parts(this.tierName);
    // Each asks the others before it restarts.
    if (restarts.length > 0) this.allowFrom(this, REPORT_PORT);

    const channel =
      props.settings &&
      new SettingsChannel(this, 'settings', {
        name: this.tierName,
        settings: props.settings,
        awaited: !props.volume,
      });
    if (channel) this.allowFrom({ cidrs: props.access.adminCidrs, who: props.access }, SETTINGS_PORT);
    const parts = this.parts(props, [...(channel ? [channel.part] : []), ...restarts]);
    const renewed = (props.settings ?? []).flatMap(({ files }) => files.map(({ path }) => path));
    this.bootstrapDigest = bootstrapDigest([...parts, { packages: [image] }], renewed);
    const userData = this.userData(parts, checks);
    this.lifecycle = props.volume ? KEEPS_ITS_DATA : replacedInTurn(this, { size: props.size, domain: network.domain });
    const droplets: Droplet[] = [];
    this.droplets = droplets;
    const records: Records[] = [];
    for (const [i, host] of hosts.entries()) {
      const [, before] = records[i - (props.maxSurge ?? 99)] ?? [];
      const droplet = this.makeDroplet(host, props, image, userData, before ? [before] : [], channel);
      droplets.push(droplet);
      if (!props.volume) records.push(this.nameWhenReady(host, droplet, props, channel));
    }
    for (const [i, own] of records.entries()) this.awaitService(hosts[i]!, droplets[i]!, props, own);
    if (props.volume) this.nameAtOnce(hosts, props, props.volume, channel);
    PARTS.tell(this, {
      kind: 'tier',
      title: role,
      note: `${hosts.length} x ${props.size}`,
      machines: hosts,
      lines: [this.tierName, ...(props.volume ? [`a volume of ${props.volume.sizeGb} GiB each`] : [])],
      network,
    });
    tellCost(this, dropletItem(props.size), hosts.length);
    tellTierLoss(this, role, hosts.length, props.loss ?? { takesDown: `all who ask for ${this.tierName}` });
  }

  /** Lets `source` connect to a port of every node. */
  public allowFrom(source: Source | DropletGroup, port: number, protocol: 'tcp' | 'udp' = 'tcp'): void {
    const rule = source instanceof DropletGroup ? { tags: [source.tag], who: source } : source;
    this.firewall.allow(rule, port, protocol);
    if (protocol === 'udp') return;
    const addresses = 'cidrs' in rule ? rule.cidrs : rule.tags;
    FLOWS.tell(this, { from: rule.who ?? addresses.join(', '), to: this, port });
  }

  /** A new node is in service only when the HAProxy of each of `callers` sends requests to its `port`: it asks them. */
  public expectChecksFrom(callers: DropletGroup, port: number): void {
    callers.allowFrom(this, REPORT_PORT);
    // Each address once: a token that every gate makes anew costs most of a large tier's synth.
    this.callers.push(...callers.droplets.map((one) => `${one.ipv4AddressPrivate}:${port}`));
  }

  private checkNames(checks: PropChecks, props: DropletGroupProps): void {
    const { role, network } = props;
    if (!checks.known('role', role)) return;
    checks.require(isLabel(role), 'role', 'be one label of a host name', role, "write it like 'web'");
    const [longest = ''] = hostsOf(props).slice(-1);
    checks.require(
      network.nameOf(longest).length <= MAX_NODE_NAME,
      'role',
      `give names of at most ${MAX_NODE_NAME} characters, as Linux takes them`,
      network.nameOf(longest),
      'shorten the role, or the domain of the PrivateNetwork',
    );
  }

  private makeDroplet(
    host: string,
    props: DropletGroupProps,
    image: string,
    userData: string,
    after: readonly ITerraformDependable[],
    channel?: SettingsChannel,
  ): Droplet {
    const { network, access, readinessTimeout = 900 } = props;
    // Behind its firewall from its first moment on to its last one.
    const dependsOn = [this.firewall.resource, ...(props.asksFor?.names ?? []), ...after];
    return new Droplet(this, host, {
      name: network.nameOf(host),
      region: network.region,
      size: props.size,
      image,
      vpcUuid: network.vpcId,
      sshKeys: [...access.sshKeyFingerprints],
      tags: [this.tag],
      monitoring: true,
      // The old node drains: its daemons are stopped in order before it goes.
      gracefulShutdown: true,
      // The provider's default of 60 s, of which it sleeps 20 s, is shorter than a load balancer's or a database's drain.
      timeouts: { delete: '15m' },
      userData,
      dependsOn,
      lifecycle: this.lifecycle,
      provisioners: [bornReady(network.nameOf(host), readinessTimeout, props.volume ? 'up' : 'ready', channel)],
    });
  }

  private parts(props: DropletGroupProps, common: readonly CloudConfig[]): readonly CloudConfig[] {
    return [
      readinessReport(props.readiness, props.inService),
      baseline,
      ...common,
      ...props.parts,
      ...(props.extraParts ?? []),
      bootstrapComplete,
    ];
  }

  /** Rendered once for the whole group. */
  private userData(parts: readonly CloudConfig[], checks: PropChecks): string {
    const userData = renderCloudConfig(checkCloudConfig(checks, parts) ? parts : [], terraformText(this));
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

  /** Names for a node that is ready, and for its successor to wait for. */
  private nameWhenReady(host: string, droplet: Droplet, props: DropletGroupProps, channel?: SettingsChannel): Records {
    const ready = readyGate(this, `${host}-ready`, gateOf(host, droplet, props), channel);
    return this.publish(host, droplet, props, ready);
  }

  private awaitService(host: string, droplet: Droplet, props: DropletGroupProps, own: Records): void {
    const dependsOn = props.namedTogether ? this.names : own;
    const gate = { ...gateOf(host, droplet, props), dependsOn };
    this.inService.push(inServiceGate(this, `${host}-in-service`, gate, () => this.callers));
  }

  /** Names for nodes that must find each other before they can be ready. */
  private nameAtOnce(
    hosts: readonly string[],
    props: DropletGroupProps,
    volume: DataVolume,
    channel?: SettingsChannel,
  ): void {
    const { network } = props;
    const { attachments } = new DataVolumes(this, 'data', { ...volume, network, hosts, droplets: this.droplets });
    for (const [i, host] of hosts.entries()) this.publish(host, this.droplets[i]!, props);
    for (const [i, host] of hosts.entries()) {
      // Settings may name nodes that are new: not before their names are there.
      const gate = { ...gateOf(host, this.droplets[i]!, props), dependsOn: [attachments[i]!, ...this.names] };
      readyGate(this, `${host}-ready`, gate, channel);
    }
  }

  private publish(
    host: string,
    droplet: Droplet,
    { network, role }: DropletGroupProps,
    after?: ITerraformDependable,
  ): Records {
    const address = droplet.ipv4AddressPrivate;
    const records: Records = [
      network.publish(host, address, { id: host, after }),
      network.publish(role, address, { id: `${host}-member`, after }),
    ];
    this.names.push(...records);
    return records;
  }
}

function gateOf(host: string, droplet: Droplet, { network, readinessTimeout, volume }: DropletGroupProps) {
  const timeout = readinessTimeout ?? 900;
  return { node: network.nameOf(host), droplet, timeout, createBeforeDestroy: !volume };
}

/** What is given, and what the nodes' parts need. */
function outboundOf({
  outbound = Outbound.standard(),
  parts,
  extraParts = [],
}: DropletGroupProps): readonly OutboundRule[] {
  return [...outbound.rules, ...[...parts, ...extraParts].flatMap((part) => part.outbound ?? [])];
}

/** None where the number of nodes, or their name, was refused. */
function hostsOf({ role, nodes }: DropletGroupProps): readonly string[] {
  if (Token.isUnresolved(role) || !Number.isInteger(nodes) || nodes < 1 || nodes > 99) return [];
  return Array.from({ length: nodes }, (_, i) => `${role}-${i + 1}`);
}
