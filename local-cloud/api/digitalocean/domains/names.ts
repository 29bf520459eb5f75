import { unprocessable } from '../../errors';
import { isHostName } from '../../host-name';
import type { Domain, DomainRecord } from '../../model';

/** Whether a text, in lower case, is a name such as example.com. */
export function isDomainName(name: string): boolean {
  return isHostName(name) && /\.[a-z][a-z0-9-]*$/.test(name) && !name.includes('_');
}

/** Fully qualified, lower case, without a trailing dot. */
export function fqdnOf(domain: Domain, name: string): string {
  return (name === '@' ? domain.name : `${name}.${domain.name}`).toLowerCase();
}

/** The name of a record as a request has it: '@', below the domain, or with a trailing dot for one that is fully qualified. */
export function relativeName(domain: Domain, asked: string): string {
  const name = withoutDomain(domain, asked);
  if (name !== '@' && !isHostName(fqdnOf(domain, name).replace(/^\*\./, '')))
    throw unprocessable(`Name '${asked}' is not a host name of ${domain.name}`);
  return name;
}

function withoutDomain(domain: Domain, asked: string): string {
  if (!asked.endsWith('.')) return asked;
  const name = asked.slice(0, -1);
  if (name.toLowerCase() === domain.name) return '@';
  if (name.toLowerCase().endsWith(`.${domain.name}`)) return name.slice(0, -domain.name.length - 1);
  throw unprocessable(`Name '${asked}' is not in ${domain.name}`);
}

/** The host that a record leads to, without a trailing dot. */
export function hostOf(domain: Domain, { data }: Pick<DomainRecord, 'data'>): string {
  return data === '@' ? domain.name : data;
}
