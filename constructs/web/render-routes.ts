import { SettingsForm } from '../droplet/settings-form';
import { compareRoutes, type AppRoute } from '../http/app-route';

/** An app as nginx calls it. */
export interface RoutedApp {
  /** Lower-case letters, digits and hyphens. */
  readonly name: string;
  /** On loopback: the app itself, or the service proxy in front of it. */
  readonly port: number;
  /** @default {}: all that no other app has */
  readonly route?: AppRoute;
}

/** The files that say which app a request is for: settings, so that another app replaces no web server. */
export const ROUTE_FILES = { apps: '/etc/nginx/conf.d/apps.conf', routes: '/etc/nginx/app-routes' } as const;

/** Values alone: nginx reads both files as root. */
export const APPS_FORM = SettingsForm.lines(
  String.raw`|upstream [a-z][a-z0-9-]*(_once)? \{|  server 127\.0\.0\.1:(8000|2[0-9]{4}) max_fails=0;|  keepalive 64;|  keepalive_requests 100000;|\}`,
);
export const ROUTES_FORM = SettingsForm.lines(
  String.raw`default ([a-z][a-z0-9-]*|"");|~\^(\[\^/\]\*|[a-z0-9\\.-]+)[A-Za-z0-9_/\\.-]*\(/\|\\z\) [a-z][a-z0-9-]*;`,
);

/** The groups of nginx, two an app: for requests whose work may be done twice, and for others, which share no connection. */
export function renderApps(apps: readonly RoutedApp[]): string {
  // Once, however many routes lead to the app.
  return [...new Map(apps.map((one) => [one.name, one])).values()]
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(
      ({ name, port }) => `upstream ${name} {
  server 127.0.0.1:${port} max_fails=0;
  keepalive 64;
  keepalive_requests 100000;
}
upstream ${name}_once {
  server 127.0.0.1:${port} max_fails=0;
}
`,
    )
    .join('');
}

/** Lines of nginx's map from host and path, joined, to the name of an app; the first that fits counts. */
export function renderRoutes(apps: readonly RoutedApp[]): string {
  const routes = apps.map(({ name, route = {} }) => ({ name, ...route }));
  const isDefault = ({ host, path }: AppRoute) => host === undefined && path === undefined;
  const lines = routes
    .filter((one) => !isDefault(one))
    .sort(compareRoutes)
    .map(
      ({ name, host, path = '' }) =>
        `~^${host === undefined ? '[^/]*' : literal(host)}${literal(path)}(/|\\z) ${name};\n`,
    );
  return `default ${routes.find(isDefault)?.name ?? '""'};\n${lines.join('')}`;
}

/** As a regular expression reads it. */
function literal(text: string): string {
  return text.replace(/[.]/g, '\\$&');
}
