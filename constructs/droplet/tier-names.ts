import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { MAX_NODE_NAME, isLabel } from '../network/host-name';
import type { PropChecks } from '../validation';
import type { DropletGroupProps } from './droplet-group-props';
import { TierRegistry } from './tier-registry';

type NamedTier = Pick<DropletGroupProps, 'network' | 'role' | 'nodes'>;

export function checkTierNames(checks: PropChecks, tier: NamedTier): void {
  const { role, network } = tier;
  if (!checks.requireResolved('role', role)) return;
  checks.require(isLabel(role), 'role', 'be one label of a host name', role, "write it like 'web'");
  const [longest = ''] = hostsOf(tier).slice(-1);
  checks.require(
    network.nameOf(longest).length <= MAX_NODE_NAME,
    'role',
    `give names of at most ${MAX_NODE_NAME} characters, as Linux takes them`,
    network.nameOf(longest),
    'shorten the role, or the domain of the PrivateNetwork',
  );
}

/** The host names of a tier; none when another tier of the network has one of them. */
export function claimNames(checks: PropChecks, owner: Construct, tier: NamedTier): readonly string[] {
  const hosts = hostsOf(tier);
  if (Token.isUnresolved(tier.role)) return hosts;
  const clash = TierRegistry.of(tier.network).claim(owner, [tier.role, ...hosts]);
  checks.require(
    clash === undefined,
    'role',
    `give names that no other tier of the network has ('${clash?.name}' is of ${clash?.owner.node.path})`,
    tier.role,
    'give each tier a role of its own',
  );
  return clash ? [] : hosts;
}

/** None where the number of nodes, or their name, was refused. */
export function hostsOf({ role, nodes }: NamedTier): readonly string[] {
  if (Token.isUnresolved(role) || !Number.isInteger(nodes) || nodes < 1 || nodes > 99) return [];
  return Array.from({ length: nodes }, (_, i) => `${role}-${i + 1}`);
}
