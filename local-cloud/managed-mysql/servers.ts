import type { Settings } from './settings';

/** What a server says of itself. */
export interface ServerLook {
  readonly readOnly: boolean;
  /** Sets of transactions. */
  readonly executed: string;
  readonly purged: string;
  readonly received: string;
  /** Address of the server that it copies from; null when none. */
  readonly source: string | null;
  /** Receives and applies. */
  readonly replicating: boolean;
  /** As a source: how many standbys must have a write before it is acknowledged. */
  readonly acknowledgements: number;
  /** As a replica: whether it acknowledges. */
  readonly acknowledges: boolean;
}

/** The server that another one copies from. */
export interface Source {
  readonly address: string;
  readonly password: string;
}

/** A server elsewhere, to migrate from. */
export interface MigrationSource {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly ssl: boolean;
  readonly ignoreDbs: readonly string[];
}

export interface Account {
  readonly name: string;
  readonly password: string;
  readonly role: 'primary' | 'normal';
}

/** The MySQL servers on the nodes of the cloud's clusters, by node id. Every verb may be repeated. */
export interface MysqlServers {
  /** undefined when the server does not answer. */
  look(node: number): Promise<ServerLook | undefined>;
  /** Makes the accounts and the first database, on the first primary. */
  found(node: number, replicationPassword: string, admin: Account): Promise<void>;
  /** Takes writes; each is acknowledged when so many standbys have it. */
  lead(node: number, acknowledgements: number): Promise<void>;
  follow(node: number, source: Source, acknowledges: boolean): Promise<void>;
  /** Throws its own data away and copies the source's; its server restarts. */
  copy(node: number, source: Source): Promise<void>;
  /** Receives no more, and resolves when all that it has received is applied. */
  catchUp(node: number): Promise<void>;
  /** Copies a server's databases and goes on to follow it; resolves when it follows. */
  copyFromSource(primary: number, source: MigrationSource): Promise<void>;
  /** Why it has stopped to follow the server that it was copied from; empty while it follows or tries to, or does not answer. */
  whyNotFollowing(primary: number): Promise<string>;
  forgetSource(primary: number): Promise<void>;
  configure(node: number, settings: Settings, size: string): Promise<void>;
  putUser(primary: number, account: Account): Promise<void>;
  dropUser(primary: number, name: string): Promise<void>;
  createDatabase(primary: number, name: string): Promise<void>;
  dropDatabase(primary: number, name: string): Promise<void>;
}
