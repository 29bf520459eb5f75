import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { NOTHING, add, assign, remove, type Undo } from '../change';
import type { Cloud } from '../cloud';
import { required, unprocessable } from '../errors';
import type { SshKey, State } from '../model';
import type { Store } from '../store';
import { page } from './pages';

type Params = { Params: { key: string } };

export function accountRoutes(api: FastifyInstance, cloud: Cloud): void {
  const { state, store } = cloud;
  const find = (key: string) =>
    required(state.sshKeys.find(({ id, fingerprint }) => String(id) === key || fingerprint === key));

  api.get('/account', () => ({
    account: {
      droplet_limit: cloud.limits.droplets,
      floating_ip_limit: cloud.limits.reservedIps,
      reserved_ip_limit: cloud.limits.reservedIps,
      volume_limit: cloud.limits.volumes,
      email: 'platform@foobar.com',
      name: 'Local cloud',
      uuid: state.accountId,
      email_verified: true,
      status: 'active',
      status_message: '',
      team: { uuid: state.accountId, name: 'My Team' },
    },
  }));
  api.get('/account/keys', (request) => page(request, 'ssh_keys', state.sshKeys.map(keyBody)));
  api.post<{ Body: { name: string; public_key: string } }>(
    '/account/keys',
    {
      schema: {
        body: {
          type: 'object',
          required: ['name', 'public_key'],
          properties: {
            name: { type: 'string', minLength: 1 },
            public_key: { type: 'string', pattern: '^[a-z0-9@.-]+ [A-Za-z0-9+/=]+' },
          },
        },
      },
    },
    async (request, reply) => {
      const { name, public_key: publicKey } = request.body;
      await cloud.record(() => {
        if (keyOf(state, publicKey)) throw unprocessable('SSH Key is already in use on your account');
        return addSshKey(store, name, publicKey);
      });
      return reply.code(201).send({ ssh_key: keyBody(keyOf(state, publicKey)!) });
    },
  );
  api.get<Params>('/account/keys/:key', (request) => ({ ssh_key: keyBody(find(request.params.key)) }));
  api.put<Params & { Body: { name: string } }>(
    '/account/keys/:key',
    {
      schema: { body: { type: 'object', required: ['name'], properties: { name: { type: 'string', minLength: 1 } } } },
    },
    async (request) => {
      let key: SshKey | undefined;
      await cloud.record(() => assign((key = find(request.params.key)), { name: request.body.name }));
      return { ssh_key: keyBody(key!) };
    },
  );
  api.delete<Params>('/account/keys/:key', async (request, reply) => {
    await cloud.record(() => remove(state.sshKeys, find(request.params.key)));
    return reply.code(204).send();
  });
}

/** Adds a key, unless it is there. */
export function addSshKey(store: Store, name: string, publicKey: string): Undo {
  if (keyOf(store.state, publicKey)) return NOTHING;
  return add(store.state.sshKeys, { id: store.nextId(), name, publicKey, fingerprint: fingerprintOf(publicKey) });
}

function keyOf({ sshKeys }: State, publicKey: string): SshKey | undefined {
  return sshKeys.find(({ fingerprint }) => fingerprint === fingerprintOf(publicKey));
}

/** MD5 of the key's blob, as DigitalOcean shows it. */
function fingerprintOf(publicKey: string): string {
  const blob = Buffer.from(publicKey.split(' ')[1]!, 'base64');
  return createHash('md5').update(blob).digest('hex').match(/../g)!.join(':');
}

function keyBody(key: SshKey) {
  return { id: key.id, fingerprint: key.fingerprint, public_key: key.publicKey, name: key.name };
}
