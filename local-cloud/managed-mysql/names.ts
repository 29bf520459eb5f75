/** Port of every managed MySQL. */
export const MYSQL_PORT = 25060;
/** Domain of the names of all clusters and replicas. */
export const DATABASE_DOMAIN = 'db.ondigitalocean.com';

/** The names of a cluster, or of a read replica: one for the internet, one for the VPC. */
export function hostsOf(accountId: string, name: string): { readonly public: string; readonly private: string } {
  const host = `${name}-do-user-${parseInt(accountId.slice(0, 4), 16)}-0.${DATABASE_DOMAIN}`;
  return { public: host, private: `private-${host}` };
}
