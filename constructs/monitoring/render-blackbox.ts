import { loadYaml } from '../cloud-init/load-yaml';

/** How the site is asked, as blackbox-exporter reads it: an answer of 2xx by TLS, within 5 s. */
export function renderBlackbox(caFile?: string): string {
  const http = {
    preferred_ip_protocol: 'ip4',
    fail_if_not_ssl: true,
    follow_redirects: false,
    ...(caFile && { tls_config: { ca_file: caFile } }),
  };
  return loadYaml().stringify({ modules: { site: { prober: 'http', timeout: '5s', http } } });
}
