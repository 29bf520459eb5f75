import { placeOf } from '../../local-cloud/network/topology';
import { run } from '../../host/run';
import { node, settings } from './site';

const nft = (...args: readonly string[]) => run('ip', ['netns', 'exec', settings.run, 'nft', ...args]);

/** Does `work` while the cloud firewalls of a node let everything in and out: what is refused then, the node refuses itself. */
export async function withoutCloudFirewall<T>(name: string, work: () => Promise<T>): Promise<T> {
  const { index } = placeOf(await node(name));
  const opened: (readonly [chain: string, handle: string])[] = [];
  try {
    for (const chain of [`in_${index}`, `out_${index}`]) {
      const echoed = await nft('-e', '-a', 'insert', 'rule', 'ip', 'cloud', chain, 'accept');
      opened.push([chain, /# handle (\d+)/.exec(echoed)![1]!]);
    }
    return await work();
  } finally {
    for (const [chain, handle] of opened) await nft('delete', 'rule', 'ip', 'cloud', chain, 'handle', handle);
  }
}

/** Prints how a node's request ends, by curl's exit code: 0 answered, 7 refused, 28 nothing came back. */
export const REQUEST = (address: string, port: number): string =>
  `curl -s -m 2 -o /dev/null http://${address}:${port}/ && echo 0 || echo $?`;
