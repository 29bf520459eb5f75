/**
 * The way of droplets to the Internet: a forward proxy on the host's own network, which answers at a socket file alone. Started by router.ts
 * as `internet-process STATE_DIR SOCKET`; outlives the daemon.
 */
import { writeFileSync } from 'node:fs';
import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import { createForwardProxy } from '../network/forward-proxy';
import { listen } from '../network/state-feed';
import { accessTo, parseInternet } from './access';
import { pidFile } from './end-process';
import { indexHosts, indexVariables, upstreamOf } from './host-configuration';

async function main(stateDir: string, socket: string): Promise<void> {
  writeFileSync(pidFile(stateDir), String(process.pid), { mode: 0o600 });
  const addressOf = accessTo({
    internet: parseInternet(process.env.LOCAL_CLOUD_INTERNET ?? 'off'),
    // As the host's programs resolve names: /etc/hosts, too.
    resolve: (host) =>
      lookup(host, 4).then(
        ({ address }) => address,
        () => undefined,
      ),
    ownAddresses: () => Object.values(networkInterfaces()).flatMap((of) => (of ?? []).map(({ address }) => address)),
    indexes: indexHosts(indexVariables()),
  });
  await listen(createForwardProxy(addressOf, { upstreamOf: (host) => upstreamOf(host) }), socket);
}

main(process.argv[2]!, process.argv[3]!).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
