import { until } from '../../host/until';
import { deploySite, printed, resourcesInState } from './site';

export const NODES = ['app-1', 'app-2', 'lb-1', 'lb-2', 'mysql-1', 'mysql-2', 'mysql-3', 'web-1', 'web-2'];

/** Begins a deploy, and strikes when everything is asked for and nothing but its nodes is waited for: what a killed call has made, no state knows. */
export async function deployAndStrike(strike: () => Promise<void>): Promise<Error | undefined> {
  const before = printed.length;
  const deployed = deploySite().then(
    () => undefined,
    (error: Error) => error,
  );
  const waitsForNodes = () =>
    printed.slice(before).some((line) => line.includes('cloud-init runs stage modules-final'));
  // The web servers are made when the app's nodes are ready, the load balancers after them.
  const first = NODES.filter((name) => /^(app|mysql)-/.test(name)).length;
  const knowsDroplets = () => resourcesInState('digitalocean_droplet').length === first;
  await until(() => waitsForNodes() && knowsDroplets(), 120, 'the deploy waits for its nodes');
  await strike();
  return deployed;
}
