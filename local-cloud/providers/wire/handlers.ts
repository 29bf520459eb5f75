import type { ProviderDefinition } from '../framework/schema';
import { answer, providerService } from '../framework/service';
import type { Handler } from './grpc';

export const TERRAFORM_PROTOCOL = 6;

/** What a provider answers on one connection, by path. Each connection has its own configuration: two aliases, two runs. */
export function providerHandlers(provider: ProviderDefinition, env: NodeJS.ProcessEnv): Record<string, Handler> {
  const methods = Object.entries(providerService(provider, env)).map(([name, rpc]): [string, Handler] => [
    `/tfplugin6.Provider/${name}`,
    (request) => answer(rpc, request),
  ]);
  return { ...Object.fromEntries(methods), '/grpc.health.v1.Health/Check': () => ({ status: 'SERVING' }) };
}
