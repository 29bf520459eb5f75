import type { ProxyListener } from '../service-proxy/connection';

/** The listener of a service proxy for servers that answer no health check over HTTP: whether the port takes connections. */
export function mysqlListener(name: string, port: number, names: readonly string[], serverPort: number): ProxyListener {
  return { name, port, protocol: 'tcp', servers: { names }, serverPort, healthCheck: {}, balance: 'leastconn' };
}
