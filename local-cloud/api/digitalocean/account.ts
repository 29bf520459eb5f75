import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { remove } from '../change';
import type { Cloud } from '../cloud';
import { required, unprocessable } from '../errors';
import type { SshKey } from '../model';
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
    (request, reply) => {
      const { name, public_key: publicKey } = request.body;
      if (state.sshKeys.some((key) => key.fingerprint === fingerprintOf(publicKey)))
        throw unprocessable('SSH Key is already in use on your account');
      const key = addSshKey(store, name, publicKey);
      return reply.code(201).send({ ssh_key: keyBody(key) });
    },
  );
  api.get<Params>('/account/keys/:key', (request) => ({ ssh_key: keyBody(find(request.params.key)) }));
  api.put<Params & { Body: { name: string } }>(
    '/account/keys/:key',
    {
      schema: { body: { type: 'object', required: ['name'], properties: { name: { type: 'string', minLength: 1 } } } },
    },
    (request) => {
      const key = find(request.params.key);
      key.name = request.body.name;
      return { ssh_key: keyBody(key) };
    },
  );
  api.delete<Params>('/account/keys/:key', (request, reply) => {
    remove(state.sshKeys, find(request.params.key));
    return reply.code(204).send();
  });
}

/** Adds a key, or gives the one that is there. */
export function addSshKey(store: Store, name: string, publicKey: string): SshKey {
  const fingerprint = fingerprintOf(publicKey);
  const known = store.state.sshKeys.find((key) => key.fingerprint === fingerprint);
  if (known) return known;
  const key: SshKey = { id: store.nextId(), name, publicKey, fingerprint };
  store.state.sshKeys.push(key);
  return key;
}

/** MD5 of the key's blob, as DigitalOcean shows it. */
function fingerprintOf(publicKey: string): string {
  const blob = Buffer.from(publicKey.split(' ')[1]!, 'base64');
  return createHash('md5').update(blob).digest('hex').match(/../g)!.join(':');
}

function keyBody(key: SshKey) {
  return { id: key.id, fingerprint: key.fingerprint, public_key: key.publicKey, name: key.name };
}
