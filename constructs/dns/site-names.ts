import { domainToASCII } from 'node:url';
import type { parse } from 'tldts';
import { isIpv4Address } from '../network/cidr';
import { isHostName } from '../network/host-name';
import type { PropChecks } from '../validation';

export interface SiteNames {
  /** The site's own. */
  readonly domain: string;
  /** Of the Cloudflare zone. */
  readonly zone: string;
  /** Where private names live. */
  readonly privateDomain: string;
}

/** In place of names that were refused: a fault is reported once, and not again by every construct that gets the name. */
const STAND_IN = 'www.example.com';

/** Checks the names that a site is given, and completes them. */
export function siteNames(checks: PropChecks, given: Partial<SiteNames> & Pick<SiteNames, 'domain'>): SiteNames {
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
  return { domain: domain.name, zone, privateDomain };
}

function checkPlaces(checks: PropChecks, names: SiteNames, domainRight: boolean, privateRight: boolean): void {
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
