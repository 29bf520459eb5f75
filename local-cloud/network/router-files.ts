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

/** Where the router's process keeps its state and listens; socket files cross network namespaces. */
export function routerFiles(stateDir: string) {
  return {
    state: join(stateDir, 'network.json'),
    control: join(stateDir, 'router.sock'),
    visitorProxy: join(stateDir, 'visitor.sock'),
    adminProxy: join(stateDir, 'admin.sock'),
    log: join(stateDir, 'router.log'),
  };
}

/** The cloud's API, for droplets. */
export function apiSocket(stateDir: string): string {
  return join(stateDir, 'api.sock');
}
