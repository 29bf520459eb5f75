import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { providers } from '../providers';
import { serveGrpc } from './grpc';
import { TERRAFORM_PROTOCOL, providerHandlers } from './handlers';

/** An entry of TF_REATTACH_PROVIDERS. */
export interface Reattach {
  readonly Protocol: 'grpc';
  readonly ProtocolVersion: number;
  readonly Pid: number;
  readonly Test: boolean;
  readonly Addr: { readonly Network: 'unix'; readonly String: string };
}

export interface ResidentProviders {
  /** By source address without the registry's host: `digitalocean/digitalocean`. */
  readonly reattach: Readonly<Record<string, Reattach>>;
  close(): Promise<void>;
}

/**
 * Serves all stand-ins in this process, for many Terraform commands, on sockets in a folder that only this user may enter.
 * `env` is what they read in place of their own environment, such as DIGITALOCEAN_API_URL.
 */
export async function serveResidentProviders(env: NodeJS.ProcessEnv = {}): Promise<ResidentProviders> {
  const directory = await mkdtemp(join(tmpdir(), 'local-cloud-providers-'));
  const served = await Promise.all(
    Object.entries(providers).map(async ([source, { definition }]) => {
      const socket = join(directory, source.replace('/', '-'));
      const close = await serveGrpc(socket, null, () => providerHandlers(definition, env));
      // Test: or Terraform would end this process with its command.
      const reattach: Reattach = {
        Protocol: 'grpc',
        ProtocolVersion: TERRAFORM_PROTOCOL,
        Pid: process.pid,
        Test: true,
        Addr: { Network: 'unix', String: socket },
      };
      return { source, reattach, close };
    }),
  );
  return {
    reattach: Object.fromEntries(served.map(({ source, reattach }) => [source, reattach])),
    async close() {
      for (const { close } of served) close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
