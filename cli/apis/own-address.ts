import { isIP } from 'node:net';
import { TIMEOUT_MS } from './api-requests';

/** Cloudflare's public echo; by an IPv4 address, since that is how droplets are reached. */
export const ADDRESS_ECHO = 'https://1.1.1.1/cdn-cgi/trace';

/** The address that this machine's connections come from, as a server reports it that answers with a line `ip=ADDRESS`. */
export async function addressFrom(url: string, fetching: typeof fetch = fetch): Promise<string> {
  const response = await fetching(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  const address = /^ip=(.+)$/m.exec(await response.text())?.[1]?.trim() ?? '';
  if (!response.ok || isIP(address) === 0) throw new Error(`${url} does not tell an address`);
  return address;
}
