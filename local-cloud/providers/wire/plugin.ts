/**
 * go-plugin's side of the bargain: a plugin is a process that prints one line
 * saying where its gRPC socket is, and leaves when told to, or when Terraform
 * is gone.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSigned } from './certificate';
import type { ProviderDefinition } from '../framework/schema';
import { serveGrpc, type Tls } from './grpc';
import { TERRAFORM_PROTOCOL, providerHandlers } from './handlers';

const CORE_PROTOCOL = 1;
const MAGIC_COOKIE = 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2';

/** Runs as a child of Terraform, over TLS known to both sides only. */
export async function servePlugin(provider: ProviderDefinition): Promise<void> {
  if (process.env.TF_PLUGIN_MAGIC_COOKIE !== MAGIC_COOKIE) {
    process.stderr.write('This is a Terraform provider: Terraform starts it, people do not.\n');
    process.exit(1);
  }
  if (!process.env.PLUGIN_PROTOCOL_VERSIONS?.split(',').includes(String(TERRAFORM_PROTOCOL))) {
    process.stderr.write(
      `Terraform offers protocols ${process.env.PLUGIN_PROTOCOL_VERSIONS}, this provider speaks ${TERRAFORM_PROTOCOL}.\n`,
    );
    process.exit(1);
  }
  const identity = selfSigned('localhost');
  const socket = await listen(provider, {
    key: identity.privateKeyPem,
    cert: identity.certificatePem,
    ca: process.env.PLUGIN_CLIENT_CERT ?? '',
  });
  // Ctrl-C reaches the whole process group; Terraform decides what to finish first.
  process.on('SIGINT', () => {});
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && leave(), 1000).unref();
  // go-plugin reads base64 without padding.
  const certificate = identity.certificate.toString('base64').replace(/=+$/, '');
  process.stdout.write(`${CORE_PROTOCOL}|${TERRAFORM_PROTOCOL}|unix|${socket}|grpc|${certificate}\n`);
}

/** Serves a provider on a socket in a folder that only this user may enter, and gives the socket's path. */
async function listen(provider: ProviderDefinition, tls: Tls): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'tf-provider-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  const socket = join(directory, 'socket');
  await serveGrpc(socket, tls, () => ({
    ...providerHandlers(provider, process.env),
    '/plugin.GRPCController/Shutdown': () => {
      setImmediate(leave);
      return {};
    },
  }));
  return socket;
}

function leave(): void {
  process.exit(0);
}
