import { join } from 'node:path';
import type { FindReach } from '../cli/reach';
import { findDaemon, terraformEnvironment } from './client';
import { outsideNamespace } from './network/outside';
import { readSettings, type Settings } from './settings';

const LOOPBACK = /^http:\/\/127\.0\.0\.1[:/]/;

/** How the published command reaches stacks that were deployed to the local cloud: those whose provider has its endpoint on loopback. */
export function reachOf(settings: () => Settings): FindReach {
  return async (stack) => {
    if (!LOOPBACK.test(stack.providerArgument('digitalocean', 'api_endpoint') ?? '')) return undefined;
    const run = settings();
    const daemon = findDaemon(run);
    if (!daemon) throw new Error('The local cloud is not running: `npm start` starts it.');
    return {
      terraform: await terraformEnvironment(daemon, run),
      ssh: {
        prefix: ['ip', 'netns', 'exec', outsideNamespace(run.run, 'admins')],
        options: ['-i', join(run.stateDir, 'id_ed25519')],
        knownHosts: join(run.stateDir, 'known_hosts'),
      },
      digitalOcean: { url: daemon.api, token: daemon.tokens.digitalOcean },
      cloudflare: { url: `${daemon.api}/client/v4`, token: daemon.tokens.cloudflare },
    };
  };
}

export const reach = reachOf(() => readSettings());
