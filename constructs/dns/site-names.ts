import { domainToASCII } from 'node:url';
import type { parse } from 'tldts';
import { isIpv4Address } from '../network/cidr';
import { isHostName } from '../network/host-name';
import type { PropChecks } from '../validation';
import { checkZoneId, mayBeZoneId } from './zone-id';

export interface SiteNames {
  /** The site's own. */
  readonly domain: string;
  /** Of the Cloudflare zone. */
  readonly zone: string;
  /** Where private names live. */
  readonly privateDomain: string;
  /** Further names that are served: the site's aliases, and the hosts of its apps' routes. */
  readonly aliases: readonly string[];
  /** Names that lead to the domain. */
  readonly redirects: readonly string[];
  /** Zones that aliases and redirects lie in, beside `zone`: their names there, and the zone's id when it is given. */
  readonly otherZones: Readonly<Record<string, OtherZone>>;
}

export interface OtherZone {
  readonly hostNames: readonly string[];
  readonly zoneId?: string;
}

/** The props that names come from. */
export interface GivenNames extends Partial<Omit<SiteNames, 'otherZones'>> {
  readonly domain: string;
  readonly otherZoneIds?: Readonly<Record<string, string>>;
  /** Hosts of the apps' routes, by the props that name them; they may be names of the site. */
  readonly routeHosts?: Readonly<Record<string, string>>;
}

/** In place of names that were refused: a fault is reported once, and not again by every construct that gets the name. */
const STAND_IN = 'www.example.com';

/** Checks the names that a site is given, and completes them. */
export function siteNames(checks: PropChecks, given: GivenNames): SiteNames {
  const domain = checkName(checks, 'domain', given.domain);
  const ownZone = given.zone === undefined ? undefined : checkName(checks, 'zone', given.zone);
  const ownPrivate =
    given.privateDomain === undefined ? undefined : checkName(checks, 'privateDomain', given.privateDomain);
  const registered = domain.right ? zoneOf(domain.name) : undefined;
  if (ownZone === undefined && domain.right)
    checks.require(
      registered !== undefined,
      'domain',
      'be a name that somebody can register, or one in it',
      domain.name,
      `'${domain.name}' is a public suffix: write it like 'foobar.${domain.name}', or name your zone in 'zone'`,
    );
  const zone = ownZone?.name ?? registered ?? zoneOf(domain.name) ?? domain.name;
  const privateDomain = ownPrivate?.name ?? `int.${zone}`;
  const rightZone = ownZone?.right ?? registered !== undefined;
  if (rightZone)
    checkPlaces(checks, { domain: domain.name, zone, privateDomain }, domain.right, ownPrivate?.right ?? true);
  const names = { domain: domain.name, zone, privateDomain };
  return { ...names, ...furtherNames(checks, names, given) };
}

type MainNames = Pick<SiteNames, 'domain' | 'zone' | 'privateDomain'>;

function furtherNames(
  checks: PropChecks,
  main: MainNames,
  given: GivenNames,
): Pick<SiteNames, 'aliases' | 'redirects' | 'otherZones'> {
  const { otherZoneIds = {} } = given;
  for (const [name, zoneId] of Object.entries(otherZoneIds)) checkZoneId(checks, zoneId, `otherZoneIds['${name}']`);
  // A wrong id has had its message: nothing else gets it.
  const idOf = (zone: string) => [otherZoneIds[zone]].find((id) => id !== undefined && mayBeZoneId(id));
  const taken = new Set([main.domain]);
  const otherZones: Record<string, { hostNames: string[]; zoneId?: string }> = {};
  const accepted = (prop: string, names: readonly string[] = []) =>
    names.filter((name) => {
      if (!isFurtherName(checks, prop, name, main, taken)) return false;
      taken.add(name);
      const own = isWithin(name, main.zone) ? [main.zone] : [];
      const [longest] = [...Object.keys(otherZoneIds), ...own]
        .filter((zone) => isWithin(name, zone))
        .sort((a, b) => b.length - a.length);
      const zone = longest ?? zoneOf(name);
      const remedy = `'${name}' is a public suffix: write it like 'foobar.${name}', or name its zone in 'otherZoneIds'`;
      checks.require(zone !== undefined, prop, 'hold names that somebody can register, or ones in them', name, remedy);
      if (zone === undefined) return false;
      if (zone !== main.zone) (otherZones[zone] ??= { hostNames: [], zoneId: idOf(zone) }).hostNames.push(name);
      return true;
    });
  const [aliases, redirects] = [accepted('aliases', given.aliases), accepted('redirects', given.redirects)];
  const served = [main.domain, ...aliases];
  for (const [prop, host] of Object.entries(given.routeHosts ?? {})) {
    if (served.includes(host)) continue;
    const redirected = redirects.includes(host);
    checks.require(!redirected, prop, "be no name of 'redirects'", host, 'leave it out there');
    if (!redirected) served.push(...accepted(prop, [host]));
  }
  const unused = Object.keys(otherZoneIds).filter((zone) => !otherZones[zone]);
  const rule = "hold zones of 'aliases', 'redirects' and the apps' hosts";
  for (const zone of unused) checks.require(false, 'otherZoneIds', rule, zone, 'leave it out, or name a host in it');
  return { aliases: served.slice(1), redirects, otherZones };
}

/** One message for a name that cannot be served or redirected. */
function isFurtherName(
  checks: PropChecks,
  prop: string,
  name: string,
  { domain, privateDomain }: MainNames,
  taken: ReadonlySet<string>,
): boolean {
  if (!checks.requireResolved(prop, name)) return false;
  const refuse = (rule: string, remedy: string) => {
    checks.require(false, prop, rule, name, remedy);
    return false;
  };
  if (name.startsWith('*.')) return refuse('hold no wildcard', 'write each host name');
  if (!isHostName(name) || isIpv4Address(name))
    return refuse('hold host names', hostNameRemedy("write it like 'foobar.com'")(name));
  if (name === domain) return refuse("hold no name that is the 'domain'", 'leave it out');
  if (taken.has(name)) return refuse('hold each name once, in one of aliases and redirects', 'leave one out');
  if (isWithin(name, privateDomain)) return refuse('hold no private name', `choose one outside of '${privateDomain}'`);
  return true;
}

function checkPlaces(checks: PropChecks, names: MainNames, domainRight: boolean, privateRight: boolean): void {
  const { domain, zone, privateDomain } = names;
  const [within, remedy] = [`lie in the zone '${zone}'`, `write it like 'int.${zone}'`];
  if (domainRight) checks.require(isWithin(domain, zone), 'domain', within, domain, 'name the zone, or a domain in it');
  if (!privateRight) return;
  checks.require(isWithin(privateDomain, zone), 'privateDomain', within, privateDomain, remedy);
  checks.require(privateDomain !== domain, 'privateDomain', 'differ from the domain', privateDomain, remedy);
}

/** The name, or, when it is refused, what was meant by it. */
function checkName(checks: PropChecks, prop: string, name: string): { readonly name: string; readonly right: boolean } {
  if (!checks.requireResolved(prop, name)) return { name: STAND_IN, right: false };
  const example = prop === 'zone' ? 'foobar.com' : prop === 'domain' ? 'www.foobar.com' : 'int.foobar.com';
  const right = typeof name === 'string' && isHostName(name) && !isIpv4Address(name);
  checks.require(right, prop, 'be a host name', name, hostNameRemedy(`write it like '${example}'`)(name));
  return { name: right ? name : (meant(name) ?? STAND_IN), right };
}

/** The host name that was meant by an upper-case or international one, or by a URL. */
export function hostNameRemedy(otherwise: string): (name: string) => string {
  return (name) => {
    const instead = meant(name);
    return instead === undefined ? otherwise : `write it as '${instead}'`;
  };
}

function meant(name: unknown): string | undefined {
  const [, host = ''] =
    /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/?#:\s]+?)\.?(?::\d+)?(?:[/?#].*)?$/i.exec(String(name).trim()) ?? [];
  const ascii = domainToASCII(host);
  return isHostName(ascii) && !isIpv4Address(ascii) ? ascii : undefined;
}

/** What somebody has registered, by the public suffix list: `foobar.co.uk` of `www.foobar.co.uk`. None for a suffix itself. */
function zoneOf(name: string): string | undefined {
  // Loaded when a site asks for it: the list is a large part of what importing the package would cost.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const tldts = require('tldts') as { parse: typeof parse };
  return tldts.parse(name, { allowPrivateDomains: true }).domain ?? undefined;
}

function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}
