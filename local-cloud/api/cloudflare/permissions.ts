/** Paths below /client/v4 and the group of permissions that they belong to, the first that matches. */
const GROUPS: readonly { readonly path: RegExp; readonly group: string }[] = [
  { path: /^\/zones\/[^/]+\/dns_records/, group: 'DNS' },
  { path: /^\/zones\/[^/]+\/settings/, group: 'Zone Settings' },
  { path: /^\/(zones\/[^/]+\/origin_tls_client_auth|certificates)/, group: 'SSL and Certificates' },
  { path: /^\/zones\/[^/]+\/purge_cache/, group: 'Cache Purge' },
  { path: /^\/zones/, group: 'Zone' },
];

/** The permission that a request demands, by its name in Cloudflare's list; none for what every token may read. Who may write may read. */
export function permissionOf(
  method: string,
  path: string,
): { readonly read: string; readonly write: string; readonly needsWrite: boolean } | undefined {
  const group = GROUPS.find((one) => one.path.test(path))?.group;
  if (!group) return undefined;
  // There is nothing to read.
  if (group === 'Cache Purge') return { read: group, write: group, needsWrite: true };
  return { read: `${group} Read`, write: `${group} Write`, needsWrite: method !== 'GET' && method !== 'HEAD' };
}
