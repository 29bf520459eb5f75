/**
 * Where things are on the local cloud. All ranges are reserved for documentation or link-local use (RFC 5737, RFC 3927)
 * and live in network namespaces of the run's own: the host's network sees none of them.
 */

/** Public addresses of droplets: .2 to .191. */
export const PUBLIC_RANGE = '203.0.113.0/24';
/** Reserved IPs: .200 to .250. */
export const RESERVED_RANGE = '203.0.113.192/26';
export const FIRST_RESERVED_IP = '203.0.113.200';
/** Cloudflare's published ranges, as this cloud's API answers them; the edge speaks to origins from here. */
export const EDGE_RANGE = '192.0.2.0/24';
export const EDGE_ADDRESS = '192.0.2.10';
/** Visitors of the site, out on the internet. */
export const VISITOR_RANGE = '198.51.100.0/25';
export const VISITOR_ADDRESS = '198.51.100.10';
/** The platform team's desk: the only range that `local` lists in adminCidrs. */
export const ADMIN_RANGE = '198.51.100.128/25';
export const ADMIN_ADDRESS = '198.51.100.130';
/** Metadata service (port 80), as on a droplet; the cloud's APIs answer droplets here too (API_PORT). */
export const METADATA_ADDRESS = '169.254.169.254';
/** Resolver of every droplet: the zone's records, nothing else. */
export const RESOLVER_ADDRESS = '169.254.169.253';
/** Forward proxy (HTTP and CONNECT) to the Internet of the host, for droplets; on a port that nodes may connect to anywhere. */
export const INTERNET_ADDRESS = '169.254.169.252';
export const INTERNET_PORT = 443;
/** DigitalOcean and Cloudflare APIs: on the host's loopback, and for droplets at METADATA_ADDRESS. */
export const API_PORT = 8790;
/** The same by TLS, on the host's loopback alone. */
export const API_TLS_PORT = 8794;
/** Object storage, for droplets at METADATA_ADDRESS. */
export const SPACES_PORT = 8793;
/** Forward proxy (HTTP and CONNECT) on the host's loopback; its connections come from VISITOR_ADDRESS, names by the zone. */
export const VISITOR_PROXY_PORT = 8791;
/** The same, from ADMIN_ADDRESS. */
export const ADMIN_PROXY_PORT = 8792;
