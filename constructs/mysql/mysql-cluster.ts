import type { DropletGroup } from '../droplet/droplet-group';
import type { ITier } from '../droplet/tier';
import type { Connection } from '../service-proxy/connection';

/** Where a node that calls the database finds it: its own service proxy. */
export interface MysqlEndpoint {
  readonly host: string;
  readonly port: number;
}

/** Of every cluster, as its callers see it. */
export const WRITER_ENDPOINT: MysqlEndpoint = { host: '127.0.0.1', port: 3306 };
export const READER_ENDPOINT: MysqlEndpoint = { host: '127.0.0.1', port: 3307 };

/** File on calling nodes: the CA that the database's certificates are verified against. */
export const CA_FILE = '/etc/ssl/mysql-ca.pem';

export interface MysqlNames {
  readonly database: string;
  readonly user: string;
}

export interface MysqlCredentials extends MysqlNames {
  /** A sensitive Terraform value; letters and digits only. */
  readonly password: string;
}

/** A MySQL cluster, whoever runs it: the app cannot tell. */
export interface IMysqlCluster {
  /** Takes reads and writes. */
  readonly writer: MysqlEndpoint;
  /** Take reads; a moment behind the writer. */
  readonly readers: MysqlEndpoint;
  readonly credentials: MysqlCredentials;
  /** The droplets of a self-hosted cluster; none of a managed one. */
  readonly group?: DropletGroup;
  /** A managed cluster, as its monitoring knows it; none of a self-hosted one. */
  readonly managed?: { readonly clusterId: string; readonly size: string };
  /** What a node needs to call the cluster, credentials aside. */
  connection(): Connection;
  /** Opens the cluster's firewall. */
  allowFrom(callers: ITier): void;
}
