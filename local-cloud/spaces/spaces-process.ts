/**
 * Object storage in DigitalOcean Spaces' place, inside the router's network namespace: droplets find it beside their metadata. Started by
 * spaces.ts as `spaces-process STATE_DIR`; outlives the daemon, as the droplets that use it do.
 */
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { ListenOptions } from 'node:net';
import { METADATA_ADDRESS, SPACES_PORT } from '../addresses';
import { openSpacesKey } from './keys';
import { createObjectStorage } from './object-storage';
import { BUCKET, spacesFiles } from './spaces';

async function main(stateDir: string): Promise<void> {
  const { objects, socket } = spacesFiles(stateDir);
  const storage = await createObjectStorage({ directory: objects, key: await openSpacesKey(stateDir), bucket: BUCKET });
  const listen = (where: ListenOptions) =>
    new Promise<void>((resolve, reject) => createServer(storage).once('error', reject).listen(where, resolve));
  await listen({ host: METADATA_ADDRESS, port: SPACES_PORT });
  rmSync(socket, { force: true });
  // Last: a socket file that answers means that droplets are answered too.
  await listen({ path: socket });
}

main(process.argv[2]!).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
