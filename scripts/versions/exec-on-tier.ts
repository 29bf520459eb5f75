import { findDaemon } from '../../local-cloud/client';
import { HostRuntime } from '../../local-cloud/droplet/host-runtime';
import { reportNodes } from '../../local-cloud/report';
import { readSettings } from '../../local-cloud/settings';

/** Runs a command on the first node of a tier. */
export type ExecOnTier = (tier: string, argv: readonly string[]) => Promise<string>;

/** On the site of the local cloud that runs. */
export async function execOnTier(): Promise<ExecOnTier> {
  const settings = readSettings();
  const daemon = findDaemon(settings);
  if (!daemon) throw new Error('The local cloud is not running: `npm start` starts it.');
  const nodes = await reportNodes(daemon, settings);
  const runtime = new HostRuntime(settings);
  return async (tier, argv) => {
    const node = nodes.find(({ name }) => name.startsWith(`${tier}-`));
    if (!node) throw new Error(`the site has no node of ${tier}`);
    return runtime.exec(node.id, argv);
  };
}
