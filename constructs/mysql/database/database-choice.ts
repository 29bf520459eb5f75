import type { Choice } from '../../choice';
import type { IAccess } from '../../droplet/access';
import type { INetwork } from '../../network/network';
import type { IMysqlCluster } from '../mysql-cluster';

/** What a site gives its database. */
export interface DatabaseContext {
  readonly network: INetwork;
  readonly access: IAccess;
}

export interface DatabaseChoice extends Choice<DatabaseContext, IMysqlCluster> {
  readonly kind: 'self-hosted' | 'managed' | 'existing' | 'migrating';
}
