import type { InProject } from '../api/in-project';
import type { KeyAndCertificate } from '../authority';
import type { Settings } from './settings';

/** What the cloud remembers of its managed MySQL. */
export interface ManagedMysqlState {
  /** The project's certificate authority: it signs the certificate of every node of every cluster. */
  readonly authority: KeyAndCertificate;
  readonly clusters: DatabaseCluster[];
}

export type DatabaseStatus = 'creating' | 'online' | 'resizing';

export interface DatabaseCluster extends InProject {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly region: string;
  readonly vpcId: string;
  readonly createdAt: string;
  size: string;
  /** Members wanted: the primary and its standbys. */
  nodeCount: number;
  storageMib: number;
  status: DatabaseStatus;
  /** Being deleted: a crash in between is finished at the next start. */
  deleting: boolean;
  tags: string[];
  maintenance: { readonly day: string; readonly hour: string };
  readonly replicationPassword: string;
  readonly users: DatabaseUser[];
  readonly databases: string[];
  trustedSources: TrustedSource[];
  settings: Settings;
  /** Number of the last member. */
  lastNumber: number;
  readonly nodes: DatabaseNode[];
  readonly replicas: DatabaseReplica[];
  /** Id of the node that takes writes; null before there was one. */
  primary: number | null;
  readonly events: DatabaseEvent[];
  /** The last online migration into it. */
  migration?: OnlineMigration;
}

/** The source's password is with the server that follows it, and nowhere else. */
export interface OnlineMigration {
  readonly id: string;
  readonly createdAt: string;
  /** Of the source. */
  readonly port: number;
  status: 'running' | 'syncing' | 'canceled' | 'error';
}

/** Copies, or follows. */
export function isMigrating(cluster: DatabaseCluster): cluster is DatabaseCluster & { migration: OnlineMigration } {
  const { migration } = cluster;
  return migration?.status === 'running' || migration?.status === 'syncing';
}

/** A machine of the cloud's own: a droplet in all but its owner. */
export interface DatabaseNode {
  readonly id: number;
  readonly name: string;
  readonly publicIp: string;
  readonly privateIp: string;
  readonly userData: string;
  /** Name of the read replica that it is; null for a member. */
  replica: string | null;
  /**
   * Of a standby. Writes wait for one that is 'joining' or 'in'; one that is 'in' has every acknowledged write, and it alone
   * may be promoted.
   */
  step: 'out' | 'joining' | 'in';
}

export interface DatabaseReplica {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly createdAt: string;
  readonly tags: readonly string[];
  size: string;
  storageMib: number;
  status: DatabaseStatus;
}

export interface DatabaseUser {
  readonly name: string;
  readonly role: 'primary' | 'normal';
  password: string;
}

/** Who may connect; a cluster without any is open to all. */
export interface TrustedSource {
  readonly uuid: string;
  readonly type: 'ip_addr' | 'droplet' | 'tag';
  readonly value: string;
  readonly createdAt: string;
}

export interface DatabaseEvent {
  readonly id: string;
  readonly type: 'cluster_create' | 'cluster_update' | 'cluster_master_promotion';
  readonly createdAt: string;
}

export function clustersOf(state: { readonly managedMysql?: ManagedMysqlState }): readonly DatabaseCluster[] {
  return state.managedMysql?.clusters ?? [];
}

export function membersOf(cluster: DatabaseCluster): readonly DatabaseNode[] {
  return cluster.nodes.filter(({ replica }) => replica === null);
}

export function primaryOf(cluster: DatabaseCluster): DatabaseNode | undefined {
  return cluster.nodes.find(({ id }) => id === cluster.primary);
}
