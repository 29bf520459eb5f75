/**
 * The edge, inside a network namespace of its own. Started by router.ts as `edge-process STATE_DIR`. A process of its own: however many visitors
 * come, droplets reach their metadata and the cloud's API.
 */
import { Edge } from './edge';
import { EdgeCertificates } from './edge-certificates';
import { routerFiles } from './router-files';
import { StateFeed } from './state-feed';

async function main(stateDir: string): Promise<void> {
  const files = routerFiles(stateDir);
  const feed = new StateFeed(files.state, files.edge.socket);
  await new Edge(feed.current, await EdgeCertificates.open(stateDir)).listen();
  await feed.open();
}

main(process.argv[2]!).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
