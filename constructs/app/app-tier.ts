import { Construct } from 'constructs';
import type { Access } from '../droplet/access';
import { DropletGroup, type NodeProps } from '../droplet/droplet-group';
import { httpCheck } from '../droplet/readiness';
import type { IMysqlCluster } from '../mysql/mysql-cluster';
import type { Outbound } from '../network/outbound';
import type { PrivateNetwork } from '../network/private-network';
import type { Connection } from '../service-proxy/connection';
import { slotsFor } from '../haproxy/slots';
import { checkListeners } from '../service-proxy/check-listeners';
import { serviceProxy } from '../service-proxy/service-proxy';
import { PropChecks } from '../validation';
import { APP_PORT } from '../web/render-nginx';
import { LOGS_IN, appService } from './app-service';
import type { AppSource } from './app-source';
import { checkEnvironment } from './check-environment';
import { TIERS } from '../tiers';

const HEALTH = `http://127.0.0.1:${APP_PORT}/healthz`;

export interface AppTierProps extends NodeProps {
  readonly network: PrivateNetwork;
  readonly access: Access;
  readonly source: AppSource;
  /** Droplets to run, 1 to 99. Scaling beyond 10, 20 and so on replaces the web servers. @default 2 */
  readonly nodes?: number;
  /** @default 's-1vcpu-2gb' */
  readonly size?: string;
  /** What the app stores its data in. @default none */
  readonly database?: IMysqlCluster;
  /** Variables for the app and its build, beside HOST, PORT and DATABASE_*: any text without NUL, Terraform values too. @default none */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The app on droplets of its own. */
export class AppTier extends Construct {
  public readonly group: DropletGroup;

  public constructor(scope: Construct, id: string, props: AppTierProps) {
    super(scope, id);
    const { database, source, environment } = props;
    const checks = new PropChecks(this);
    const nodes = props.nodes ?? 2;
    source.check(checks);
    checkEnvironment(checks, environment, database !== undefined);
    const connection = database?.connection();
    checkListeners(checks, connection?.listeners ?? []);
    this.group = new DropletGroup(this, 'Resource', {
      ...props,
      role: TIERS.app.role,
      nodes,
      size: props.size ?? 's-1vcpu-2gb',
      parts: [
        ...(connection?.parts ?? []),
        ...serviceProxy(connection?.listeners ?? []),
        appService({ source, node: 'of its own', database, environment }),
      ],
      readiness: { app: httpCheck(HEALTH), ...connection?.readiness },
      inService: database && LOGS_IN,
      loss: { takesDown: 'all that the app answers', drill: 'app-vanished' },
    });
    database?.allowFrom(this.group);
  }

  /** What nginx needs to call the app. */
  public connection(): Connection {
    return {
      listeners: [
        {
          name: 'app',
          port: APP_PORT,
          protocol: 'http',
          servers: { tier: this.group.tierName, slots: slotsFor(this.group.nodeNames.length) },
          serverPort: APP_PORT,
          healthCheck: { path: '/healthz' },
          balance: 'roundrobin',
        },
      ],
      parts: [],
      readiness: {},
      tier: this.group,
      allowFrom: (callers) => {
        this.group.allowFrom(callers, APP_PORT);
        this.group.expectChecksFrom(callers, APP_PORT);
      },
    };
  }
}

export interface ColocatedAppProps {
  readonly source: AppSource;
  readonly database?: IMysqlCluster;
  readonly environment?: Readonly<Record<string, string>>;
  /** Where the app may connect to, beside what the web servers may. @default none */
  readonly outbound?: Outbound;
}

/** The app on the web servers themselves: what nginx calls runs beside it, and calls the database in its place. */
export function colocatedApp({ source, database, environment, outbound }: ColocatedAppProps): Connection {
  const connection = database?.connection();
  return {
    listeners: connection?.listeners ?? [],
    parts: [
      ...(connection?.parts ?? []),
      appService({ source, node: 'beside nginx', database, environment }),
      { outbound: outbound?.rules },
    ],
    readiness: { app: httpCheck(HEALTH), ...connection?.readiness },
    inService: database && LOGS_IN,
    allowFrom: (callers) => {
      const checks = new PropChecks(callers);
      source.check(checks);
      checkEnvironment(checks, environment, database !== undefined);
      database?.allowFrom(callers);
    },
  };
}
