import { readFileSync, writeFileSync } from 'node:fs';

/** Rewrites a synthesized stack without the programs that wait for nodes: on paper there are none to wait for. In lines, for Terraform quotes the one in which an error is. */
export function removeProvisioners(file: string): void {
  const config = JSON.parse(readFileSync(file, 'utf8')) as { resource: Record<string, Record<string, object>> };
  for (const one of Object.values(config.resource).flatMap((all) => Object.values(all)))
    Object.assign(one, { provisioner: undefined });
  writeFileSync(file, JSON.stringify(config, null, 1));
}
