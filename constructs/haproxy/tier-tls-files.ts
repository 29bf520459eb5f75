/** On nodes that are called by TLS: certificate, then private key, PEM. */
export const TIER_CERTIFICATE = '/etc/tier-tls/node.pem';
/** On nodes that call by TLS: the CA of the site's tiers, PEM. */
export const TIER_CA = '/etc/tier-tls/ca.pem';

/**
 * On each server that HAProxy calls by TLS. The name is fixed: newer versions take it from the request's Host otherwise. Checks go the
 * same way with `http-check connect default`.
 */
export function serverTls(serverName: string | undefined): string {
  if (serverName === undefined) return '';
  return ` ssl verify required ca-file ${TIER_CA} sni str(${serverName}) check-sni ${serverName} alpn http/1.1`;
}

/** Of a daemon that does not start without a file, which comes with the first settings. */
export function startsWith(...paths: readonly string[]): string {
  return `[Unit]
# Before the first settings and a certificate have come there is nothing to start with.
${paths.map((path) => `ConditionPathExists=${path}\n`).join('')}`;
}
