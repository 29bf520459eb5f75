/**
 * A forward proxy inside a namespace outside of the cloud: how programs of the host become visitors or administrators. Started by router.ts
 * as `proxy-process STATE_DIR SOCKET`; outlives the daemon.
 */
import { Resolver } from 'node:dns/promises';
import { isIPv4 } from 'node:net';
import { RESOLVER_ADDRESS } from '../addresses';
import { createForwardProxy } from './forward-proxy';
import { listen } from './state-feed';

async function main(socket: string): Promise<void> {
  const resolver = new Resolver();
  resolver.setServers([RESOLVER_ADDRESS]);
  const addressOf = async (host: string) => {
    if (isIPv4(host)) return host;
    return resolver.resolve4(host).then(
      ([address]) => address,
      () => undefined,
    );
  };
  await listen(createForwardProxy(addressOf), socket);
}

main(process.argv[3]!).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
