import { METRICS_PORT, type HaproxyModel } from '../../../constructs/load-balancer/haproxy-model';
import type { AppRoute } from '../../../constructs/http/app-route';
import type { HaproxySnippet } from '../../../constructs/haproxy/haproxy-snippet';
import type { HttpTimeouts } from '../../../constructs/http/timeouts';
import type { RequestLimits } from '../../../constructs/load-balancer/request-limits';
import type { NginxSnippet } from '../../../constructs/web/nginx-snippet';

export const HOST = 'www.foobar.com';
export const ALIAS = 'shop.foobar.com';
export const REDIRECTED = 'foobar.com';
/** A visitor who comes past the proxy, and the proxy itself. */
export const VISITOR = '198.51.100.7';
export const PROXY = '198.51.100.1';
/** Addresses of further visitors, two of them in one /64. */
export const VISITORS_V6 = ['2001:db8:1::1', '2001:db8:1::2', '2001:db8:2::1'] as const;
export const LOAD_BALANCER = '127.0.0.1';
export const LOAD_BALANCER_V6 = '::1';
export const webAddress = (node: number): string => `127.0.1.${node}`;
export const appAddress = (node: number): string => `127.0.2.${node}`;
export { METRICS_PORT };
/** Of the load balancer, and of all else. */
export const HAPROXY_LOG = '/var/log/haproxy.log';
export const NGINX_LOG = '/var/log/site.log';

/** What the chain is made of; the same text as on nodes, except for addresses. */
export interface ChainOptions {
  /** Web servers, each with a service proxy, and apps. @default 2 */
  readonly nodes?: number;
  /** App servers. @default - as many as `nodes` */
  readonly appNodes?: number;
  readonly limits?: RequestLimits;
  readonly timeouts?: HttpTimeouts;
  readonly staticPath?: string;
  /** Of the load balancer. @default a proxy in front, whose address is PROXY */
  readonly model?: Partial<HaproxyModel>;
  /** The app servers directly behind the load balancer. @default false */
  readonly withoutWebServers?: boolean;
  /** Several apps, each on one app server, in place of one app on all of them. @default one */
  readonly apps?: readonly ChainApp[];
  /** Port of the apps' own, behind which is the socket `tcp-N.sock`. @default none */
  readonly tcpPort?: number;
  /** Of the web servers. @default none */
  readonly nginxSnippets?: readonly NginxSnippet[];
  /** Of the web servers' service proxies. @default none */
  readonly serviceProxySnippets?: readonly HaproxySnippet[];
  /** nginx calls the app itself, as where both share a node. @default false */
  readonly colocated?: boolean;
}

export function appNodesOf({ nodes = 2, appNodes = nodes }: ChainOptions): readonly number[] {
  return Array.from({ length: appNodes }, (_, i) => i + 1);
}

export interface ChainApp {
  readonly name: string;
  readonly route: AppRoute;
  /** Its app server. */
  readonly server: number;
  /** @default that of the chain */
  readonly responseTimeoutSeconds?: number;
}

/** From the test to the process in the namespaces. */
export type Command =
  | { readonly kind: 'start'; readonly directory: string; readonly options: ChainOptions }
  | { readonly kind: 'signal'; readonly daemon: string; readonly signal: NodeJS.Signals }
  | { readonly kind: 'run'; readonly argv: readonly string[] }
  | { readonly kind: 'refuse'; readonly app: number }
  | { readonly kind: 'accept'; readonly app: number }
  /** Packets of a web server to all apps are lost. */
  | { readonly kind: 'cut'; readonly web: number }
  | { readonly kind: 'restore'; readonly web: number };

export interface Reply {
  readonly id: number;
  readonly output?: string;
  readonly error?: string;
}
