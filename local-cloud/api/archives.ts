import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';

/** Where an archive lies, by its digest. */
export function archiveFile(stateDir: string, sha256: string): string {
  return join(stateDir, 'archives', `${sha256}.tar.gz`);
}

/** Archives of apps, for droplets: who knows the digest may have the content. */
export function archives(stateDir: string) {
  return (api: FastifyInstance, _options: unknown, done: () => void): void => {
    api.get<{ Params: { sha256: string } }>(
      '/:sha256',
      { schema: { params: { type: 'object', properties: { sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' } } } } },
      (request, reply) => {
        const file = archiveFile(stateDir, request.params.sha256);
        if (!existsSync(file)) return reply.code(404).send({ message: 'no archive has this digest' });
        return reply.type('application/gzip').send(createReadStream(file));
      },
    );
    done();
  };
}
