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

/** Where the router's processes keep their state and listen; socket files cross network namespaces. */
export function routerFiles(stateDir: string) {
  return {
    state: join(stateDir, 'network.json'),
    visitorProxy: join(stateDir, 'visitor.sock'),
    adminProxy: join(stateDir, 'admin.sock'),
    router: { program: 'router-process.ts', control: join(stateDir, 'router.sock'), log: join(stateDir, 'router.log') },
    edge: { program: 'edge-process.ts', control: join(stateDir, 'edge.sock'), log: join(stateDir, 'edge.log') },
  };
}

/** The cloud's API, for droplets. */
export function apiSocket(stateDir: string): string {
  return join(stateDir, 'api.sock');
}
