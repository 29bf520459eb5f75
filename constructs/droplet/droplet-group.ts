import { Droplet } from '@cdktf/provider-digitalocean/lib/droplet';
import { Tag } from '@cdktf/provider-digitalocean/lib/tag';
import {
  Lazy,
  TerraformLocal,
  dependable,
  type ITerraformDependable,
  type TerraformResource,
  type TerraformResourceLifecycle,
} from 'cdktf';
import { Construct } from 'constructs';
import { checkShapes } from '../check-shapes';
import { bootstrapDigest } from '../cloud-init/bootstrap-digest';
import { checkCloudConfig } from '../cloud-init/check-cloud-config';
import { MAX_USER_DATA, renderCloudConfig, type CloudConfig } from '../cloud-init/cloud-config';
import { terraformText } from '../cloud-init/terraform-text';
import { inSameStack, inStackOf, isAbove, placeAbove } from '../layers';
import type { INetwork } from '../network/network';
import { Outbound, type OutboundRule } from '../network/outbound';
import { AddedFirewall } from '../network/added-firewall';
import type { Source } from '../network/source';
import { TierFirewall } from '../network/tier-firewall';
import { FLOWS, PARTS } from '../picture/facts';
import type { SiteRelease, SiteTier } from '../site-output/site-description';
import { SiteOutput } from '../site-output/site-output';
import { titleOf } from '../tiers';
import { addCostItem } from '../report/monthly-cost';
import { dropletItem } from '../report/price-list';
import { addTierFailure } from '../report/single-points';
import type { TierKind } from '../tiers';
import { PropChecks } from '../validation';
import { baseline } from './baseline';
import type { DropletGroupProps } from './droplet-group-props';
import { BIRTH_RULES, hostFirewall, hostFirewallSettings } from './host-firewall';
import { SettingsChannel, checkSettings } from './node-settings';
import { REPORT_PORT, SETTINGS_PORT } from './ports';
import { RebootWindow } from './reboot-window';
import { bootstrapComplete, checkReadiness, readinessReport } from './readiness';
import { bornReady, gateOf, inServiceGate, readyGate, timeoutOf } from './readiness-gate';
import { IMAGES, isSupportedImage } from './images';
import { ImportedTier, type TierAttributes } from './imported-tier';
import { SIZES } from './sizes';
import { DataVolumes, type DataVolume } from './data-volumes';
import { KEEPS_ITS_DATA, replacedInTurn } from './droplet-lifecycle';
import { checkMetrics, type ITier, type TierMetrics, type WatchedTier } from './tier';
import { checkTierNames, claimNames } from './tier-names';
import { TierRegistry } from './tier-registry';

const SSH_PORT = 22;

type Records = readonly [name: ITerraformDependable, membership: ITerraformDependable];

/**
 * Droplets that do the same work, with their names, their tag and the firewall around them.
 *
 * @example
 * import { DropletGroup, httpCheck } from 'cdktf-web-infrastructure';
 *
 * const search = new DropletGroup(this, 'search', {
 *   network,
 *   access,
 *   role: 'search',
 *   nodes: 2,
 *   size: 's-2vcpu-4gb',
 *   cloudInit: [{ packages: ['meilisearch'], commands: [['systemctl', 'enable', '--now', 'meilisearch.service']] }],
 *   readiness: { meilisearch: httpCheck('http://127.0.0.1:7700/health') },
 * });
 * search.allowFrom({ cidrs: ['198.51.100.0/24'] }, 7700);
 */
export class DropletGroup extends Construct implements WatchedTier {
  /** A tier that another program has made, or an older stack: to let it in, to call it, or to open its firewall. */
  public static fromTierAttributes(scope: Construct, id: string, attributes: TierAttributes): ITier {
    checkShapes('DropletGroup.fromTierAttributes', { attributes });
    return new ImportedTier(scope, id, attributes);
  }

  public readonly role: string;
  public readonly kind?: TierKind;
  public readonly metrics?: TierMetrics;
  public readonly size: string;
  /** Carried by every droplet of the group. */
  public readonly tag: string;
  /** Private name of the whole tier: all its members' addresses. */
  public readonly tierName: string;
  /** Private names of the nodes. */
  public readonly nodeNames: readonly string[];
  /** The resources, in the order of `nodeNames`. */
  public readonly droplets: readonly Droplet[];
  /** What else a deploy makes when the nodes are in service; empty for nodes with a volume. */
  public readonly inService: TerraformResource[] = [];
  /** Of what the nodes are made from: in a file of theirs, and in their settings, it says which of them were made from something else. */
  public readonly bootstrapDigest: string;
  /** The records of the tier's and the nodes' names. */
  public readonly names: ITerraformDependable[] = [];
  /** What hands the nodes their settings. */
  private readonly ready: TerraformResource[] = [];
  /** `ADDRESS:PORT`: a node that must have found this group's port up. */
  private readonly callers: string[] = [];
  private readonly tags: string[] = [];
  private readonly network: INetwork;
  private readonly firewall: TierFirewall;
  private readonly lifecycle: TerraformResourceLifecycle;
  private readonly site: SiteOutput;

  public constructor(scope: Construct, id: string, props: DropletGroupProps) {
    super(scope, id);
    checkShapes('DropletGroup', { props }, this);
    const { network, role } = props;
    for (const lower of [network, props.access, ...tiersBelow(props)]) placeAbove(this, lower);
    const image = props.image ?? IMAGES[0];
    const checks = new PropChecks(this);
    checkTierNames(checks, props);
    checks.wholeNumber('nodes', props.nodes, 1, 99);
    checks.requireListed('size', props.size, SIZES, "a droplet size's slug");
    checks.check(
      'image',
      image,
      isSupportedImage,
      'be an image that the nodes are made for',
      `use ${IMAGES.slice(0, -1).join(', ')} or ${IMAGES.at(-1)}, or the id of a snapshot made from one`,
    );
    checks.wholeNumber('readinessTimeout', props.readinessTimeout ?? 900, 10, 7200);
    checks.wholeNumber('additionalReadinessTimeout', props.additionalReadinessTimeout ?? 0, 0, 6 * 3600);
    checks.wholeNumber('maxSurge', props.maxSurge ?? 99, 1, 99);
    const rebootWindow = props.rebootWindow ?? RebootWindow.daily();
    rebootWindow.check(checks);
    checkMetrics(checks, props.metrics);
    checkSettings(checks, props.settings ?? []);
    checkReadiness(checks, 'readiness', props.readiness);
    checkReadiness(checks, 'postRegistrationChecks', props.postRegistrationChecks ?? {});

    const hosts = claimNames(checks, this, props);
    const registry = TierRegistry.of(network);
    const equipment = registry.equipmentOf(props);
    this.site = SiteOutput.of(this, network);
    this.network = network;
    this.role = role;
    this.kind = props.kind;
    this.metrics = props.metrics;
    this.size = props.size;
    this.tag = new Tag(this, 'tag', { name: `${network.prefix}_${role}` }).name;
    this.tags.push(this.tag);
    this.tierName = network.nameOf(role);
    this.nodeNames = hosts.map((host) => network.nameOf(host));
    this.firewall = new TierFirewall(this, 'firewall', {
      name: `${network.prefix}-${role}`,
      tag: this.tag,
      ipRange: network.ipRange,
      outbound: outboundOf(props, equipment),
    });
    this.allowFrom({ cidrs: props.access.adminCidrs, who: props.access }, REPORT_PORT);
    const restarts = rebootWindow.parts(this.tierName);
    // Each asks the others before it restarts.
    if (restarts.length > 0) this.allowFrom(this, REPORT_PORT);

    this.allowFrom({ cidrs: props.access.adminCidrs, who: props.access }, SETTINGS_PORT);
    // Rules are added until the synth ends.
    const rules = new TerraformLocal(this, 'rules', Lazy.stringValue({ produce: () => this.firewall.lines })).asString;
    const settings = [hostFirewallSettings(rules), ...(props.settings ?? [])];
    const channel = new SettingsChannel(this, 'settings', { name: this.tierName, settings, awaited: !props.volume });
    const parts = this.parts(
      props,
      [hostFirewall(props.volume ? rules : undefined), baseline, channel.part, ...restarts],
      equipment,
    );
    const renewed = [BIRTH_RULES, ...settings.flatMap(({ files }) => files.map(({ path }) => path))];
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
    for (const [i, own] of records.entries()) this.waitForInService(hosts[i]!, droplets[i]!, props, own);
    if (props.volume) this.nameAtOnce(hosts, props, props.volume, channel);
    const { hostKeys } = channel;
    this.site.addTier({ role, kind: props.kind, title: titleOf(role), bastion: false, hostKeys, nodes: this.nodes });
    PARTS.add(this, {
      kind: 'tier',
      title: role,
      note: `${hosts.length} x ${props.size}`,
      machines: hosts,
      lines: [this.tierName, ...(props.volume ? [`a volume of ${props.volume.sizeGb} GiB each`] : [])],
      network,
    });
    addCostItem(this, dropletItem(props.size), hosts.length);
    addTierFailure(this, role, hosts.length, props.failureImpact ?? { takesDown: `all who ask for ${this.tierName}` });
    registry.add(this);
  }

  /** Lets `source` connect to a port of every node. */
  public allowFrom(source: Source | ITier, port: number, protocol: 'tcp' | 'udp' = 'tcp'): void {
    const rule = 'tag' in source ? { tags: [source.tag], who: source } : source;
    if ('tag' in source && !inSameStack(this, source) && !isAbove(this, source)) this.openAbove(source, port, protocol);
    else this.firewall.allow(rule, port, protocol);
    if (port === SSH_PORT && 'cidrs' in rule) this.site.markBastion(this.role);
    if (protocol === 'udp') return;
    const addresses = 'cidrs' in rule ? rule.cidrs : rule.tags;
    FLOWS.add(this, { from: rule.who ?? addresses.join(', '), to: this, port });
  }

  /** As the command finds them after a deploy. */
  private get nodes(): SiteTier['nodes'] {
    return this.droplets.map(({ id, ipv4Address: address }, i) => ({ name: this.nodeNames[i]!, id, address }));
  }

  /** Lets a tier in that a stack above has made, by a firewall of that stack. */
  private openAbove(source: ITier, port: number, protocol: 'tcp' | 'udp'): void {
    placeAbove(source, this);
    const name = `${this.network.prefix}-${this.role}-from-${source.role}`;
    const opened = AddedFirewall.of(source, `to-${this.role}`, { name, tag: this.tag });
    opened.allow({ tags: [source.tag] }, port, protocol);
    this.firewall.allowOnNodes(port, protocol);
  }

  /** The command may release another version of what the nodes have in their settings. @internal */
  public offerRelease(version: Omit<SiteRelease, 'gates'>): void {
    const gates = this.ready.map(({ friendlyUniqueId }) => `terraform_data.${friendlyUniqueId}`);
    this.site.setRelease(this.role, { ...version, gates });
  }

  /** One more tag on all droplets. */
  public addTag(tag: string): void {
    this.tags.push(tag);
    for (const droplet of this.droplets) droplet.tags = [...this.tags];
  }

  /** A new node is in service only when the HAProxy of each of `callers` sends requests to its `port`: it asks them. */
  public requireHealthChecksFrom(callers: ITier, port: number): void {
    // Callers in a stack above are made, or replaced, after this one is in service.
    if (!(callers instanceof DropletGroup) || !inSameStack(this, callers)) return;
    callers.allowFrom(this, REPORT_PORT);
    // By their settings they know of a new tier. A gate that waited for that would take the place of those that hand them over: Terraform runs ten at a time.
    for (const gate of this.inService) gate.dependsOn = [...(gate.dependsOn ?? []), ...callers.ready.map(dependable)];
    // Each address once: a token that every gate makes anew costs most of a large tier's synth.
    this.callers.push(...callers.droplets.map((one) => `${one.ipv4AddressPrivate}:${port}`));
  }

  private makeDroplet(
    host: string,
    props: DropletGroupProps,
    image: string,
    userData: string,
    after: readonly ITerraformDependable[],
    channel: SettingsChannel,
  ): Droplet {
    const { network, access } = props;
    // Behind its firewall from its first moment on to its last one.
    const below = inStackOf(
      this,
      tiersBelow(props).flatMap(({ names }) => names),
    );
    const dependsOn = [this.firewall.resource, ...below, ...after];
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
      provisioners: [bornReady(network.nameOf(host), timeoutOf(props), props.volume ? 'up' : 'ready', channel)],
    });
  }

  private parts(
    props: DropletGroupProps,
    common: readonly CloudConfig[],
    equipment: readonly CloudConfig[],
  ): readonly CloudConfig[] {
    return [
      readinessReport(props.readiness, props.postRegistrationChecks),
      ...common,
      ...props.cloudInit,
      ...equipment,
      ...(props.extraCloudInit ?? []),
      bootstrapComplete,
    ];
  }

  /** Rendered once for the whole group. */
  private userData(parts: readonly CloudConfig[], checks: PropChecks): string {
    const userData = renderCloudConfig(checkCloudConfig(checks, parts) ? parts : [], terraformText(this));
    const largest = userData.largest.slice(0, 3).map((file) => `${file.path} ${file.size} bytes`);
    checks.require(
      userData.size <= MAX_USER_DATA,
      'cloudInit',
      `render to at most ${MAX_USER_DATA} bytes of user-data`,
      userData.size,
      `the largest are ${largest.join(', ')}`,
    );
    return new TerraformLocal(this, 'user-data', userData.text).asString;
  }

  /**
   * Names for a node that is ready, and for its successor to wait for. The first node has new settings before the others: what they break is one
   * node's.
   */
  private nameWhenReady(host: string, droplet: Droplet, props: DropletGroupProps, channel: SettingsChannel): Records {
    const gate = { ...gateOf(host, droplet, props), dependsOn: this.ready.slice(0, 1) };
    const ready = readyGate(this, `${host}-ready`, gate, channel);
    this.ready.push(ready);
    return this.publish(host, droplet, props, ready);
  }

  private waitForInService(host: string, droplet: Droplet, props: DropletGroupProps, own: Records): void {
    const dependsOn = props.waitForAllRecords ? this.names : own;
    const gate = { ...gateOf(host, droplet, props), dependsOn };
    this.inService.push(inServiceGate(this, `${host}-in-service`, gate, () => this.callers));
  }

  /** Names for nodes that must find each other before they can be ready. */
  private nameAtOnce(
    hosts: readonly string[],
    props: DropletGroupProps,
    volume: DataVolume,
    channel: SettingsChannel,
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
      network.publish(host, address, { id: host, node: this, after }),
      network.publish(role, address, { id: `${host}-member`, node: this, after }),
    ];
    this.names.push(...records);
    return records;
  }
}

function tiersBelow({ dependsOnTier = [] }: DropletGroupProps): readonly ITier[] {
  return Array.isArray(dependsOnTier) ? (dependsOnTier as readonly ITier[]) : [dependsOnTier as ITier];
}

/** What is given, and what the nodes' parts need. */
function outboundOf(
  { outbound = Outbound.standard(), cloudInit, extraCloudInit = [] }: DropletGroupProps,
  equipment: readonly CloudConfig[],
): readonly OutboundRule[] {
  return [...outbound.rules, ...[...cloudInit, ...equipment, ...extraCloudInit].flatMap((part) => part.outbound ?? [])];
}
