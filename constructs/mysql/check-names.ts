import type { Construct } from 'constructs';
import { TierRegistry } from '../droplet/tier-registry';
import { isLabel } from '../network/host-name';
import type { PropChecks } from '../validation';

/** Kept by the servers, or made by whoever runs them. */
const DATABASES = /^(mysql|sys|information_schema|performance_schema|defaultdb)$/;
const USERS = /^(root|doadmin|mysql|mysql-role|cluster_repl|cluster_admin)$/;

/** Reports names of the app's database and user that a server would refuse, or has already. */
export function checkAppNames(checks: PropChecks, names: { readonly database: string; readonly user: string }): void {
  for (const [prop, value] of Object.entries(names)) {
    checks.check(
      prop,
      value,
      (name) => /^[a-z][a-z0-9_]{0,31}$/.test(name),
      'be lower-case letters, digits and underscores, at most 32',
      "write it like 'app'",
    );
    const taken = prop === 'user' ? USERS : DATABASES;
    checks.check(prop, value, (name) => !taken.test(name), 'not be one of the server’s own', "write it like 'app'");
  }
}

/** Reports the last part of a managed cluster's name when another cluster of the network has it. */
export function checkClusterName(checks: PropChecks, cluster: Construct, name: string, network: object): void {
  if (!checks.requireResolved('name', name)) return;
  checks.require(isLabel(name), 'name', 'be one label of a host name', name, "write it like 'mysql'");
  const clash = TierRegistry.of(network).claim(cluster, [`managed MySQL ${name}`]);
  const rule = `differ from that of every other cluster of the network (${clash?.owner.node.path})`;
  checks.require(clash === undefined, 'name', rule, name, 'give each cluster a name of its own');
}
