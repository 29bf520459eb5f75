import type { DropletGroup } from '../droplet/droplet-group';
import type { ITier } from '../droplet/tier';
import type { Connection } from '../service-proxy/connection';

/** Where a node that calls the database finds it: its own service proxy. */
export interface MysqlEndpoint {
  /** Address on the calling node, such as `127.0.0.1`. */
  readonly host: string;
  /** TCP port on that address. */
  readonly port: number;
}

/** Of every cluster, as its callers see it. */
export const WRITER_ENDPOINT: MysqlEndpoint = { host: '127.0.0.1', port: 3306 };
/** Of every cluster: its nodes that take reads, as its callers see them. */
export const READER_ENDPOINT: MysqlEndpoint = { host: '127.0.0.1', port: 3307 };

/** File on calling nodes: the CA that the database's certificates are verified against. */
export const CA_FILE = '/etc/ssl/mysql-ca.pem';

/** What the app's database and user are called. */
export interface MysqlNames {
  /** Name of the app's database. */
  readonly database: string;
  /** Name of the user that the app logs in as. */
  readonly user: string;
}

/** How the app logs in, on either endpoint. */
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
  /** The app's database, user and password. */
  readonly credentials: MysqlCredentials;
  /** The droplets of a self-hosted cluster. @default - they are not droplets of this package */
  readonly group?: DropletGroup;
  /** A managed cluster, as its monitoring knows it. @default - DigitalOcean does not run it */
  readonly managed?: {
    /** DigitalOcean's id of the cluster. */
    readonly clusterId: string;
    /** Size slug of each node. */
    readonly size: string;
  };
  /** What a node needs to call the cluster, credentials aside. */
  connection(): Connection;
  /** Opens the cluster's firewall. */
  allowFrom(callers: ITier): void;
}
