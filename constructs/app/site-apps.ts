import { checkRoutes, type AppRoute } from '../http/app-route';
import { TIERS } from '../tiers';
import type { PropChecks } from '../validation';

/** The props of a site that its apps come from. */
export interface GivenApps<Props> {
  readonly app?: Props;
  readonly apps?: Readonly<Record<string, Props & { readonly route?: AppRoute }>>;
  /** There are static files, too. */
  readonly hasFiles?: boolean;
}

/** An app of a site. */
export interface SiteApp<Props> {
  /** Prefix of its nodes' names, of its own for each app. */
  readonly role: string;
  /** Of its construct. */
  readonly id: string;
  /** Names it in messages: `app` or `apps.api`. */
  readonly prop: string;
  readonly props: Props;
  readonly route: AppRoute;
}

/** `app: {...}` and `apps: { app: {...} }` are the same app, so that another one can be added beside it. */
const FIRST = TIERS.app.role;
const OTHER_ROLES: readonly string[] = Object.values(TIERS).flatMap(({ role }) => (role === FIRST ? [] : [role]));

/** The apps that can be made; the rest is reported. */
export function siteApps<Props>(
  checks: PropChecks,
  { app, apps, hasFiles = false }: GivenApps<Props>,
): readonly SiteApp<Props>[] {
  const instead = 'move the app into apps, where one without a route has all that the others do not have';
  checks.require(!(app && apps), 'app', "be left out beside 'apps'", 'both', instead);
  const hasApps = app !== undefined || Object.keys(apps ?? {}).length > 0;
  const remedy = "write app: {...} or apps: { shop: {...} }; a site without an app has 'web.staticFiles'";
  checks.require(hasApps || hasFiles, 'app', 'be given', app, remedy);
  if (app && !apps) return [{ role: FIRST, id: FIRST, prop: 'app', props: app, route: {} }];
  const named = Object.entries(apps ?? {}).filter(([label]) => isAppLabel(checks, label));
  const all = named.map(([label, { route = {}, ...props }]): SiteApp<Props> => ({
    role: label,
    id: label === FIRST ? FIRST : `app-${label}`,
    prop: `apps.${label}`,
    props: props as Props,
    route,
  }));
  const right = checkRoutes(
    checks,
    all.map(({ prop, route }) => ({ prop: `${prop}.route`, route })),
  );
  return all.filter(({ prop }) => right.some((one) => one.prop === `${prop}.route`));
}

function isAppLabel(checks: PropChecks, label: string): boolean {
  const fits = /^[a-z]([a-z0-9-]{0,29}[a-z0-9])?$/.test(label);
  const rule = 'have labels of lower-case letters, digits and hyphens, at most 31, that begin with a letter';
  checks.require(fits, 'apps', rule, label, "write it like 'api'");
  const free = !OTHER_ROLES.includes(label);
  checks.require(
    free,
    'apps',
    'have labels that are no other tier',
    label,
    `choose another than ${OTHER_ROLES.join(', ')}`,
  );
  return fits && free;
}
