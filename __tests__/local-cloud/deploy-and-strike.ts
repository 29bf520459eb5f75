import { until } from '../../host/until';
import { deploySite, printed, resourcesInState } from './site';

export const NODES = ['app-1', 'app-2', 'lb-1', 'lb-2', 'mysql-1', 'mysql-2', 'mysql-3', 'web-1', 'web-2'];

/** What Terraform has begun to create and nobody knows yet, as a deploy has printed it: what runs a provisioner is in the state. */
function inTheMaking(lines: readonly string[]): string[] {
  const open = new Set<string>();
  for (const line of lines) {
    const [, name = '', event] = /(\S+)(: Creating\.\.\.|: Creation complete| \(local-exec\))/.exec(line) ?? [];
    if (event === ': Creating...') open.add(name);
    else open.delete(name);
  }
  return [...open];
}

/**
 * Begins a deploy, and strikes when it waits for its nodes and nothing is in the making: what a killed call has made, no state knows. A record of
 * a node that was made in that moment would stand in the way of the next deploy, as it does in life.
 */
export async function deployAndStrike(strike: () => Promise<void>): Promise<Error | undefined> {
  const before = printed.length;
  const deployed = deploySite().then(
    () => undefined,
    (error: Error) => error,
  );
  const lines = () => printed.slice(before);
  const waitsForNodes = () => lines().some((line) => line.includes('cloud-init runs stage modules-final'));
  // The web servers are made when the app's nodes are ready, the load balancers after them.
  const first = NODES.filter((name) => /^(app|mysql)-/.test(name)).length;
  const knowsDroplets = () => resourcesInState('digitalocean_droplet').length === first;
  const isQuiet = () => waitsForNodes() && knowsDroplets() && inTheMaking(lines()).length === 0;
  await until(isQuiet, 240, 'the deploy waits for its nodes');
  await strike();
  return deployed;
}
