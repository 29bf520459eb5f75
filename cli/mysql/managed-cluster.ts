import type { SiteMigration } from '../../constructs/site-output/site-description';
import type { DigitalOceanApi } from '../apis/digitalocean';

export type DatabaseName = SiteMigration['from'];

/** What the self-hosted cluster needs to talk to the managed one. Secret. */
export interface ManagedAccess {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** PEM. */
  readonly ca: string;
  readonly appPasswords: Readonly<Record<string, string>>;
}

export interface MigrationSource {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
}

/** As DigitalOcean's API describes it. `syncing`: copied, and it follows. */
export interface OnlineMigration {
  readonly id: string;
  readonly status: 'running' | 'syncing' | 'canceled' | 'error' | 'done';
}

interface Answer {
  readonly database: {
    readonly private_connection: {
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly password: string;
    };
    readonly users: readonly { readonly name: string; readonly password: string }[];
  };
}

/** A managed cluster through DigitalOcean's API. Its token may read databases and their credentials, and update and delete in them. */
export class ManagedCluster {
  public constructor(
    private readonly api: DigitalOceanApi,
    private readonly id: string,
  ) {}

  public async access(): Promise<ManagedAccess> {
    const { database } = await this.api.get<Answer>(this.path(''));
    const { ca } = await this.api.get<{ ca: { certificate: string } }>(this.path('/ca'));
    const { host, port, user, password } = database.private_connection;
    return {
      ...{ host, port, user, password },
      ca: Buffer.from(ca.certificate, 'base64').toString(),
      appPasswords: Object.fromEntries(database.users.map((one) => [one.name, one.password])),
    };
  }

  /** The last one; undefined when there was none. */
  public migration(): Promise<OnlineMigration | undefined> {
    return this.api.find<OnlineMigration>(this.path('/online-migration'));
  }

  public async copyFrom({ host, port, username, password }: MigrationSource): Promise<void> {
    const source = { host, port, username, password, dbname: 'mysql' };
    await this.api.send('PUT', this.path('/online-migration'), { source, disable_ssl: false });
  }

  public async stopCopying({ id }: OnlineMigration): Promise<void> {
    await this.api.send('DELETE', this.path(`/online-migration/${id}`));
  }

  private path(rest: string): string {
    return `/v2/databases/${this.id}${rest}`;
  }
}
