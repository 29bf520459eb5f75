import { join } from 'node:path';
import type { NetworkState } from '../runtime';

export const EMPTY_NETWORK: NetworkState = {
  vpcs: [],
  droplets: [],
  firewalls: [],
  reservedIps: [],
  zones: [],
  originCa: '',
};

/** Where the network's processes keep their state and listen; socket files cross network namespaces. */
export function routerFiles(stateDir: string) {
  return {
    state: join(stateDir, 'network.json'),
    router: { socket: join(stateDir, 'router.sock'), log: join(stateDir, 'router.log') },
    edge: { socket: join(stateDir, 'edge.sock'), log: join(stateDir, 'edge.log') },
    visitorProxy: { socket: join(stateDir, 'visitor.sock'), log: join(stateDir, 'visitor.log') },
    internet: { socket: join(stateDir, 'internet.sock'), log: join(stateDir, 'internet.log') },
    adminProxy: { socket: join(stateDir, 'admin.sock'), log: join(stateDir, 'admin.log') },
  };
}

/** The cloud's API, for droplets. */
export function apiSocket(stateDir: string): string {
  return join(stateDir, 'api.sock');
}
