import { isIpv4Address } from '../network/cidr';
import { isHostName } from '../network/host-name';
import type { PropChecks } from '../validation';
import { isPlainPath } from './path';
import { UNSENT_PATH } from './unsent';

/** Which requests are an app's; without host and path, all that no other app has. */
export interface AppRoute {
  /** Host name, served as the site's aliases are. @default every name of the site that is no other app's */
  readonly host?: string;
  /** Prefix of whole path segments: `/docs` has `/docs` and `/docs/a`, not `/docsx`. The app gets the whole path. @default all paths */
  readonly path?: string;
}

/** An app's route, and the prop that names it in messages, such as `apps.api.route`. */
export interface NamedRoute {
  readonly prop: string;
  readonly route: AppRoute;
}

/** Paths that the web servers answer themselves, on every host. */
const RESERVED = ['/healthz', '/.refused', '/.unanswered', UNSENT_PATH];

/** Reports routes that could have no requests, or that two apps would have; gives the others. */
export function checkRoutes(checks: PropChecks, routes: readonly NamedRoute[]): readonly NamedRoute[] {
  const taken = new Map<string, string>();
  return routes.filter(({ prop, route }) => {
    const { host = '', path = '' } = route;
    if (!checks.requireResolved(`${prop}.host`, host) || !checks.requireResolved(`${prop}.path`, path)) return false;
    if (route.host !== undefined && !isRouteHost(checks, `${prop}.host`, host)) return false;
    if (route.path !== undefined && !isRoutePath(checks, `${prop}.path`, path)) return false;
    const key = `${host}${path}`;
    const [other, described] = [taken.get(key), key === '' ? 'all other requests' : key];
    const remedy = 'give one of them another host or path';
    checks.require(other === undefined, prop, `differ from '${other}'`, described, remedy);
    if (other !== undefined) return false;
    taken.set(key, prop);
    return true;
  });
}

function isRouteHost(checks: PropChecks, prop: string, host: string): boolean {
  const fits = isHostName(host) && !isIpv4Address(host);
  const remedy = host.startsWith('*.') ? 'write each host name' : "write it like 'api.foobar.com'";
  checks.require(fits, prop, 'be a host name', host, remedy);
  return fits;
}

function isRoutePath(checks: PropChecks, prop: string, path: string): boolean {
  const plain = isPlainPath(path) && !path.endsWith('/');
  const remedy = path === '/' ? 'leave it out: an app has all paths' : "write it like '/docs'";
  checks.require(plain, prop, 'be a path without a slash at its end', path, remedy);
  if (!plain) return false;
  const free = !RESERVED.includes(path);
  checks.require(free, prop, 'leave alone what the web servers answer themselves', path, 'choose another path');
  return free;
}

/** The order in which routes are tried: a host before none, longer paths before shorter ones. */
export function compareRoutes(one: AppRoute, other: AppRoute): number {
  const byHost = Number(other.host !== undefined) - Number(one.host !== undefined);
  const [path = '', otherPath = ''] = [one.path, other.path];
  if (byHost !== 0) return byHost;
  if (path.length !== otherPath.length) return otherPath.length - path.length;
  // Of two that no request can both have the order is free, but it must not hang on the order of the props.
  return `${one.host ?? ''}${path}` < `${other.host ?? ''}${otherPath}` ? -1 : 1;
}
