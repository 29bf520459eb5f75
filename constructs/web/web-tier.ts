import { Construct } from 'constructs';
import { checkShapes } from '../check-shapes';
import type { CloudConfig } from '../cloud-init/cloud-config';
import type { IAccess } from '../droplet/access';
import { DropletGroup } from '../droplet/droplet-group';
import type { NodeProps } from '../droplet/droplet-group-props';
import type { NodeSettings, SettingsFile } from '../droplet/node-settings';
import type { ReadinessChecks } from '../droplet/readiness';
import { checkHaproxySnippets, type HaproxySnippet } from '../haproxy/haproxy-snippet';
import { TIER_CERTIFICATE, startsWith } from '../haproxy/tier-tls-files';
import { REACH_PORT, healthCheckCommand, resolveHealthCheck, type HealthCheckOptions } from '../haproxy/health-check';
import { SettingsForm } from '../droplet/settings-form';
import { resolveTimeouts, type HttpTimeouts, type ResolvedTimeouts } from '../http/timeouts';
import { checkRoutes, type AppRoute } from '../http/app-route';
import { isPlainPath } from '../http/path';
import type { INetwork } from '../network/network';
import type { Connection, ProxyListener } from '../service-proxy/connection';
import { checkListeners } from '../service-proxy/check-listeners';
import { changingServiceProxy } from '../service-proxy/service-proxy';
import type { ServerTls, TierTls } from '../tls/tier-tls';
import { PropChecks } from '../validation';
import {
  APP_PORT,
  renderNginxUnit,
  NGINX_REFUSED,
  NGINX_ROOT,
  WEB_PORT,
  WEB_TLS_PORT,
  renderNginxLimits,
  renderNginxMain,
  renderNginxSite,
  type NginxModel,
} from './render-nginx';
import { checkNginxSnippets, nginxSnippetFiles, type NginxSnippet } from './nginx-snippet';
import { APPS_FORM, ROUTES_FORM, ROUTE_FILES, renderApps, renderRoutes, type RoutedApp } from './render-routes';
import { TIERS } from '../tiers';

/** What web servers serve themselves, and which apps they pass the rest to. */
export interface WebTierProps extends NodeProps {
  /** The network that the droplets are in, and that has their private names. */
  readonly network: INetwork;
  /** SSH keys of the droplets, and the ranges from which a deploy reaches them. */
  readonly access: IAccess;
  /** Prefix of the nodes' host names; a second WebTier in the network needs one of its own. @default 'web' */
  readonly role?: string;
  /** Droplets to run. @default 2 */
  readonly nodes?: number;
  /** Size slug of each droplet. @default 's-1vcpu-2gb' */
  readonly size?: string;
  /**
   * The app behind nginx: of a tier of its own (`AppTier.connection()`), or on these droplets (`colocatedApp()`).
   * @default none: what is neither a static file nor of `routes` is answered 404
   */
  readonly app?: Connection;
  /** Apps on tiers of their own that have some hosts or paths; `app` has all others. Change without replacing nodes. @default none */
  readonly routes?: readonly RoutedConnection[];
  /** Largest request body, bytes; changes without replacing nodes. @default 10485760 (10 MiB) */
  readonly maxBodyBytes?: number;
  /** Files that nginx serves itself, on every host; every other path is the apps'. @default none */
  readonly staticFiles?: StaticFiles;
  /** How long the apps' answers may take, and WebSockets live. @default - those of HttpTimeouts */
  readonly timeouts?: HttpTimeouts;
  /** Directives for nginx that no prop writes. A change replaces the nodes. @default none */
  readonly snippets?: readonly NginxSnippet[];
  /** Lines for the service proxy of each node, which calls the apps. A change replaces the nodes. @default none */
  readonly serviceProxySnippets?: readonly HaproxySnippet[];
  /** Has the load balancers call nginx by TLS. @default plain HTTP, inside of the private network */
  readonly tls?: TierTls;
}

/** An app behind nginx that has some hosts or paths. */
export interface RoutedConnection {
  /** Which requests are the app's. */
  readonly route: AppRoute;
  /** Of a tier of its own: `AppTier.connection()`. */
  readonly app: Connection;
}

/** Files that are part of the web servers' bootstrap: another content replaces the nodes. */
export interface StaticFiles {
  /** Path below which the files are, and no app answers, such as `/assets/`. */
  readonly path: string;
  /** Path below it -> text. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Nginx on droplets of their own: static files, everything else to the app.
 *
 * @example
 * import { AppSource, AppTier, WebTier } from 'cdktf-web-infrastructure';
 *
 * const app = new AppTier(this, 'app', { network, access, source: AppSource.sample() });
 * new WebTier(this, 'web', { network, access, app: app.connection() });
 */
export class WebTier extends Construct {
  /** TCP port of nginx without TLS between the tiers; `port` is the one that is called. */
  public static readonly PORT = WEB_PORT;
  /** The droplets, with their names and the firewall around them. */
  public readonly group: DropletGroup;
  /** What the load balancers ask. */
  public readonly healthCheck: HealthCheckOptions;
  /** Port that the load balancers call. */
  public readonly port: number;
  /** How they know the nodes, when they call by TLS. */
  public readonly tls?: ServerTls;
  /** Where they ask whether a node reaches what nginx calls, or what the app beside nginx calls. */
  public readonly reachPort?: number;
  /** They learn from the nodes that no app has had a request, and may send it to another node. */
  public readonly reportsUnsent: boolean;

  public constructor(scope: Construct, id: string, props: WebTierProps) {
    super(scope, id);
    checkShapes('WebTier', { props }, this);
    const checks = new PropChecks(this);
    const maxBodyBytes = props.maxBodyBytes ?? 10 * 1024 * 1024;
    checks.wholeNumber('maxBodyBytes', maxBodyBytes, 1024, 1024 ** 3);
    if (props.staticFiles) checkStaticFiles(checks, props.staticFiles);
    const timeouts = resolveTimeouts(checks, props.timeouts);
    const connections = connectionsOf(props);
    const listeners = connections.flatMap((one) => one.listeners);
    checkListeners(checks, listeners);
    checkApps(checks, props);
    checkNginxSnippets(checks, 'snippets', props.snippets ?? []);
    checkHaproxySnippets(checks, 'serviceProxySnippets', props.serviceProxySnippets ?? []);
    checkResponseTimes(checks, listeners, timeouts);
    const local = props.app?.localHealthCheck;
    const model = {
      trustedRange: props.network.ipRange,
      staticPath: props.staticFiles?.path,
      localHealthCheck: local,
      timeouts,
      byTls: props.tls !== undefined,
      snippets: props.snippets,
    };
    // nginx passes the app's answer on, and needs a moment for that.
    this.healthCheck = local
      ? { method: local.method, statuses: local.statuses, timeoutMs: Math.min(2500, local.timeoutMs + 200) }
      : {};
    this.reachPort = listeners.length > 0 ? REACH_PORT : undefined;
    this.reportsUnsent = listeners.some(({ protocol }) => protocol === 'http');
    const role = props.role ?? TIERS.web.role;
    const tls = props.tls?.forTier(role, props.network.nameOf(role));
    this.tls = tls?.server;
    this.port = tls ? WEB_TLS_PORT : WEB_PORT;
    const proxy = changingServiceProxy(listeners, { timeouts, snippets: props.serviceProxySnippets });
    this.group = new DropletGroup(this, 'Resource', {
      ...props,
      role,
      kind: 'web',
      nodes: props.nodes ?? 2,
      size: props.size ?? 's-1vcpu-2gb',
      cloudInit: [...connections.flatMap(({ parts }) => parts), ...proxy.parts, nginx(model, props.staticFiles)],
      // The service proxy first: when nginx has a route, its app is found.
      settings: [
        ...connections.flatMap(({ settings }) => settings ?? []),
        ...proxy.settings,
        nginxSettings(maxBodyBytes, appsOf(props), tls?.file),
      ],
      dependsOnTier: connections.flatMap(({ tier }) => tier ?? []),
      additionalReadinessTimeout: props.app?.additionalReadinessTimeout,
      readiness: {
        nginx: healthCheckCommand(resolveHealthCheck(this.healthCheck, 'localhost'), WEB_PORT),
        ...mergedChecks(connections.map(({ readiness }) => readiness)),
      },
      postRegistrationChecks: mergedChecks(connections.map(({ inService }) => inService ?? {})),
      failureImpact: { takesDown: 'the site', drill: 'web-vanished' },
    });
    for (const one of connections) one.allowFrom(this.group);
  }
}

/** Each once: an app may have several routes. */
function connectionsOf({ app, routes = [] }: WebTierProps): readonly Connection[] {
  return [...new Set([...(app ? [app] : []), ...routes.map((one) => one.app)])];
}

function mergedChecks(all: readonly ReadinessChecks[]): ReadinessChecks {
  return Object.assign({}, ...all) as ReadinessChecks;
}

/** As nginx calls them: by the names of their listeners; an app beside nginx has none. */
function appsOf({ app, routes = [] }: WebTierProps): readonly RoutedApp[] {
  return [...(app ? [{ app, route: {} }] : []), ...routes].map(({ app: { listeners, loopbackPort }, route }) => {
    const port = loopbackPort ?? APP_PORT;
    return { name: listeners.find((one) => one.port === port)?.name ?? 'app', port, route };
  });
}

function checkApps(checks: PropChecks, props: WebTierProps): void {
  const { app, routes = [], staticFiles } = props;
  checkRoutes(checks, [
    ...(app ? [{ prop: 'app', route: {} }] : []),
    ...routes.map(({ route }, i) => ({ prop: `routes[${i}]`, route })),
  ]);
  for (const { route, app: own } of routes) {
    const rule = 'hold apps on tiers of their own';
    checks.require(!own.localHealthCheck, 'routes', rule, 'an app beside nginx', 'give the app nodes of its own');
    const hidden = staticFiles && `${route.path ?? ''}/`.startsWith(staticFiles.path);
    const free = `lie outside of 'staticFiles.path'`;
    checks.require(!hidden, 'routes.path', free, route.path, 'choose another path: nginx answers this one itself');
  }
  for (const { port } of appsOf(props)) {
    const fits = port === APP_PORT || (port >= 20_000 && port < 30_000);
    checks.require(fits, 'app.loopbackPort', 'be 8000 or 20000 to 29999', port, 'leave it out');
  }
}

/** nginx gives up at the site's time, whatever an app may take. */
function checkResponseTimes(checks: PropChecks, listeners: readonly ProxyListener[], { response }: ResolvedTimeouts) {
  for (const { name, responseTimeoutSeconds: seconds = response } of listeners) {
    const rule = `be at most 'timeouts.response', ${response}, for '${name}'`;
    checks.require(seconds <= response, 'responseTimeoutSeconds', rule, seconds, "raise 'timeouts.response'");
  }
}

function checkStaticFiles(checks: PropChecks, { path, files }: StaticFiles): void {
  if (checks.requireResolved('staticFiles.path', path))
    checks.require(
      isPlainPath(path) && path.endsWith('/') && path !== '/',
      'staticFiles.path',
      'be a path that begins and ends with a slash',
      path,
      "write it like '/assets/'",
    );
  for (const name of Object.keys(files)) {
    const fits = isPlainPath(`/${name}`) && !/^$|\/$/.test(name);
    checks.require(fits, 'staticFiles.files', 'name paths below its path', name, "write them like 'css/site.css'");
  }
}

/** A directive with one number on each line. */
const LIMITS_FORM = SettingsForm.lines('[a-z_]+ [0-9]+(ms|s|m|h|d|k|g)?;');

function nginxSettings(maxBodyBytes: number, apps: readonly RoutedApp[], certificate?: SettingsFile): NodeSettings {
  return {
    files: [
      { path: ROUTE_FILES.apps, form: APPS_FORM, content: renderApps(apps) },
      { path: ROUTE_FILES.routes, form: ROUTES_FORM, content: renderRoutes(apps) },
      { path: '/etc/nginx/conf.d/limits.conf', form: LIMITS_FORM, content: renderNginxLimits({ maxBodyBytes }) },
      ...(certificate ? [certificate] : []),
    ],
    apply: [
      ['nginx', '-t'],
      ['systemctl', 'reload-or-restart', 'nginx.service'],
    ],
  };
}

function nginx(model: NginxModel, staticFiles?: StaticFiles): CloudConfig {
  const { path: directory = '/', files = {} } = staticFiles ?? {};
  return {
    packages: ['nginx'],
    files: [
      { path: '/etc/nginx/conf.d/site.conf', content: renderNginxSite(model) },
      {
        path: '/etc/systemd/system/nginx.service.d/drain.conf',
        content: startsWith(ROUTE_FILES.routes, ...(model.byTls ? [TIER_CERTIFICATE] : [])) + renderNginxUnit(model),
      },
      ...nginxSnippetFiles(model.snippets ?? []),
      { path: NGINX_REFUSED, content: 'This cannot be answered.\n' },
      { path: '/etc/nginx/modules-enabled/90-site.conf', content: renderNginxMain(model.timeouts) },
      ...Object.entries(files).map(([name, content]) => ({ path: `${NGINX_ROOT}${directory}${name}`, content })),
    ],
    commands: [
      ['rm', '-f', '/etc/nginx/sites-enabled/default'],
      ['systemctl', 'restart', 'nginx.service'],
    ],
  };
}
