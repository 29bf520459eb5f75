import type { CloudConfig } from '../cloud-init/cloud-config';
import { APP_METRICS_PORT } from '../web/render-nginx';
import { PORTS } from './ports';

/** Where the app tells Prometheus about itself. */
export interface AppMetrics {
  /** Role of the nodes that it runs on: its own, or the web servers'. */
  readonly role: 'app' | 'web';
  /** Path of the app's Prometheus endpoint. */
  readonly path: string;
}

/** On nodes of its own the app's; beside nginx the app listens on loopback alone, and nginx asks it. */
export function appMetricsPort({ role }: AppMetrics): number {
  return role === 'app' ? APP_METRICS_PORT : PORTS.appBesideNginx;
}

/** What web servers carry whose app is to be asked. */
export function appBesideNginx({ path }: AppMetrics): CloudConfig {
  const location = `location = ${path} { proxy_pass http://127.0.0.1:${APP_METRICS_PORT}; }`;
  const content = `server {\n  listen ${PORTS.appBesideNginx};\n  access_log off;\n  ${location}\n}\n`;
  return { files: [{ path: '/etc/nginx/conf.d/app-metrics.conf', content }] };
}
