import { Construct } from 'constructs';
import { AddedFirewall } from '../network/added-firewall';
import { isLabel } from '../network/host-name';
import type { INetwork } from '../network/network';
import type { Source } from '../network/source';
import type { TierKind } from '../tiers';
import { PropChecks } from '../validation';
import type { ITier } from './tier';
import { hostsOf } from './tier-names';

/** A tier that another program, or an older stack, has made. */
export interface TierAttributes {
  /** The network that has the tier's private names. */
  readonly network: INetwork;
  /** Prefix of the host names. */
  readonly role: string;
  /** How many nodes, 1 to 99. */
  readonly nodes: number;
  /** Which of the package's own kinds the tier is. @default - none of them */
  readonly kind?: TierKind;
}

/** By its names alone: `DropletGroup.fromTierAttributes()`. */
export class ImportedTier extends Construct implements ITier {
  public readonly role: string;
  public readonly kind?: TierKind;
  public readonly tag: string;
  public readonly tierName: string;
  public readonly nodeNames: readonly string[];
  public readonly names = [];
  private readonly prefix: string;

  public constructor(scope: Construct, id: string, { network, role, nodes, kind }: TierAttributes) {
    super(scope, id);
    const checks = new PropChecks(this);
    if (checks.requireResolved('role', role))
      checks.require(isLabel(role), 'role', 'be one label of a host name', role, "write it like 'web'");
    checks.wholeNumber('nodes', nodes, 1, 99);
    this.role = role;
    this.kind = kind;
    this.prefix = network.prefix;
    this.tag = `${network.prefix}_${role}`;
    this.tierName = network.nameOf(role);
    this.nodeNames = hostsOf({ network, role, nodes }).map((host) => network.nameOf(host));
  }

  /** Its program decides when its nodes are in service. */
  public requireHealthChecksFrom(): void {}

  /** In the cloud firewall; the nodes' own filter is their program's. */
  public allowFrom(source: Source | ITier, port: number, protocol: 'tcp' | 'udp' = 'tcp'): void {
    const [rule, who] = 'tag' in source ? [{ tags: [source.tag] }, source.role] : [source, 'addresses'];
    AddedFirewall.of(this, `from-${who}`, { name: `${this.prefix}-${this.role}-from-${who}`, tag: this.tag }).allow(
      rule,
      port,
      protocol,
    );
  }
}
