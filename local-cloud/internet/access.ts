import { join } from 'node:path';
import * as ipaddr from 'ipaddr.js';
import type { AddressOf } from '../network/forward-proxy';

/** What droplets reach of the Internet: nothing, what the host reaches, or some of its hosts. */
export type Internet = 'off' | 'all' | readonly string[];

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9-]+(\.[a-z0-9-]+)*$/;

/** Reads `off`, `all`, or host names between commas. */
export function parseInternet(text: string): Internet {
  if (text === 'off' || text === 'all') return text;
  const hosts = text.split(',').map((host) => host.trim().toLowerCase());
  if (!hosts.every((host) => HOST_NAME.test(host)))
    throw new Error(`LOCAL_CLOUD_INTERNET must be 'off', 'all' or host names between commas, got '${text}'`);
  return hosts;
}

/** What a run was started with, so that a later process of it does the same. */
export function internetFile(stateDir: string): string {
  return join(stateDir, 'internet');
}

export function printInternet(internet: Internet): string {
  return typeof internet === 'string' ? internet : internet.join(',');
}

interface AccessOptions {
  readonly internet: Internet;
  /** Of a name, by the host's resolver; undefined when it has none. */
  readonly resolve: (host: string) => Promise<string | undefined>;
  /** Addresses of the host itself, at which its own services listen. */
  readonly ownAddresses: () => readonly string[];
  /** `host:port` of the package indexes that the host is configured for: they may be in a private network. */
  readonly indexes: readonly string[];
}

/** `reserved` holds the ranges for documentation: nobody's private network, and where sandboxes place their package indexes. */
const PUBLIC = ['unicast', 'reserved'];
/** Ports that droplets reach: the web's. */
const PORTS = [80, 443];

/**
 * Decides for one destination. The address that is returned is the one to connect to: a name that resolves to another address the next
 * moment leads nowhere else. The host's own services stay closed, and its private networks except for package indexes that the host is
 * configured for and hosts on the allow-list.
 */
export function accessTo({ internet, resolve, ownAddresses, indexes }: AccessOptions): AddressOf {
  return async (name, port) => {
    const host = name.toLowerCase();
    const isIndex = indexes.includes(`${host}:${port}`);
    const isListed = typeof internet !== 'string' && internet.includes(host);
    if (internet === 'off') return { denied: 'the local cloud is offline' };
    if (internet !== 'all' && !isListed && !isIndex) return { denied: `${host} is not on the run's allow-list` };
    if (!isIndex && !PORTS.includes(port))
      return { denied: `port ${port} is closed: droplets reach ${PORTS.join(' and ')}` };
    const address = ipaddr.IPv4.isValid(host) ? ipaddr.IPv4.parse(host).toString() : await resolve(host);
    if (address === undefined) return undefined;
    if (ownAddresses().includes(address)) return { denied: `${host} is this host` };
    const range = ipaddr.IPv4.parse(address).range();
    if (PUBLIC.includes(range) || (range === 'private' && (isIndex || isListed))) return address;
    return { denied: `${host} is at a ${range} address` };
  };
}
