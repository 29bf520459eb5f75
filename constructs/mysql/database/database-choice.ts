import type { Choice } from '../../choice';
import type { IAccess } from '../../droplet/access';
import type { INetwork } from '../../network/network';
import type { IMysqlCluster } from '../mysql-cluster';

/** What a site gives its database. */
export interface DatabaseContext {
  /** The network of the site. */
  readonly network: INetwork;
  /** SSH keys of the database's droplets, and the ranges from which a deploy reaches them. */
  readonly access: IAccess;
}

/** A way to run the site's database. */
export interface DatabaseChoice extends Choice<DatabaseContext, IMysqlCluster> {
  /** Who runs it: data moves from a self-hosted database to a managed one, or back. */
  readonly kind: 'self-hosted' | 'managed' | 'existing' | 'migrating';
}
