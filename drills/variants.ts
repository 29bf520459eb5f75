import { AppSource } from '../constructs/app/app-source';
import { TrafficPolicy } from '../constructs/load-balancer/traffic-policy';
import type { Environment } from '../environments/environment';
import { watched } from './alerts/watched';

type Site = Environment['site'];

export type Variants = Readonly<Record<string, (site: Site) => Site>>;

/** The site with the variations that `names` has, joined by `+`; as it is without names. */
export function varied(site: Site, names = 'as-it-is', known: Variants = variants): Site {
  return names.split('+').reduce((one, name) => known[name]!(one), site);
}

/** Variations of a site that drills and tests deploy. */
export const variants: Variants = {
  'as-it-is': (site) => site,
  watched,
  'five-web-servers': (site) => ({ ...site, web: { ...site.web, nodes: 5 } }),
  'new-app': (site) => ({
    ...site,
    app: { ...site.app!, extraCloudInit: [{ files: [{ path: '/etc/app-release', content: '2\n' }] }] },
  }),
  'new-release': (site) => ({ ...site, app: { ...site.app!, environment: { RELEASE: '2' } } }),
  'new-nginx': (site) => ({
    ...site,
    web: { ...site.web, staticFiles: { path: '/static/', files: { 'release.txt': '2' } } },
  }),
  'new-haproxy': (site) => ({
    ...site,
    loadBalancer: { ...site.loadBalancer, traffic: TrafficPolicy.leastConnections() },
  }),
  'new-limits': (site) => ({ ...site, loadBalancer: { ...site.loadBalancer, limits: { maxBodyBytes: 1_000_000 } } }),
  'broken-app': (site) => ({
    ...site,
    app: {
      ...site.app,
      source: AppSource.inline({ files: { x: '' }, build: 'echo cannot be built >&2; exit 3', start: '/bin/false' }),
    },
  }),
};
