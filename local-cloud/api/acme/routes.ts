import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { NOTHING, add, assign } from '../change';
import type { Cloud } from '../cloud';
import { ApiError } from '../errors';
import { injectFaults } from '../faults/inject-faults';
import { refuseOnPaper } from '../on-paper';
import { newHexId } from '../store';
import { CAA_IDENTITY, caaProblem } from './caa';
import { challengeValue, dnsValues } from './dns-challenge';
import { issue } from './issue';
import type { AcmeAuthorization, AcmeOrder, AcmeState } from './model';
import { AcmeProblem } from './problem';
import { verifyRequest, type SignedRequest } from './signed-request';

type Handler = (signed: SignedRequest, request: FastifyRequest, reply: FastifyReply) => unknown;
type Params = { readonly id?: string };

/** At most this many nonces are remembered; older ones are asked for again. */
const NONCES = 1000;

/**
 * A certificate authority in Let's Encrypt's place (RFC 8555), mounted at /acme: proof by dns-01 alone, out of the zones of this cloud;
 * certificates of 90 days by this cloud's own root. Other challenges, revocation and key rollover are refused by name.
 */
export function acme(cloud: Cloud) {
  return (api: FastifyInstance, _options: unknown, done: () => void): void => {
    const nonces = new Set<string>();
    const state = (): AcmeState => (cloud.state.acme ??= { accounts: [], orders: [] });
    const base = (request: FastifyRequest) => `${request.protocol}://${request.host}/acme`;

    const newNonce = () => {
      const nonce = randomBytes(16).toString('base64url');
      nonces.add(nonce);
      if (nonces.size > NONCES) nonces.delete(nonces.values().next().value!);
      return nonce;
    };
    const signed = (path: string, handle: Handler) =>
      api.post(path, async (request, reply) => {
        const url = `${request.protocol}://${request.host}${request.url}`;
        const verified = await verifyRequest(request.body, url, state(), (nonce) => nonces.delete(nonce));
        return handle(verified, request, reply);
      });
    const findOrder = (signedRequest: SignedRequest, request: FastifyRequest): AcmeOrder => {
      const { id } = request.params as Params;
      const order = state().orders.find((one) => one.id === id && one.accountId === signedRequest.account?.id);
      if (!order) throw new AcmeProblem(404, 'malformed', 'there is no such order');
      return order;
    };
    const findAuthorization = ({ account }: SignedRequest, request: FastifyRequest): AcmeAuthorization => {
      const { id } = request.params as Params;
      const own = state().orders.filter(({ accountId }) => accountId === account?.id);
      const found = own.flatMap(({ authorizations }) => authorizations).find((one) => one.id === id);
      if (!found) throw new AcmeProblem(404, 'malformed', 'there is no such authorization');
      return found;
    };

    api.addContentTypeParser('application/jose+json', { parseAs: 'string' }, (_request, text: string, parsed) => {
      try {
        parsed(null, JSON.parse(text));
      } catch {
        parsed(new AcmeProblem(400, 'malformed', 'the request is no JSON'));
      }
    });
    injectFaults(api, cloud, 'acme');
    api.addHook('onSend', (request, reply, _payload, next) => {
      const links = [`<${base(request)}/directory>;rel="index"`, reply.getHeader('link')].filter(Boolean);
      void reply.header('replay-nonce', newNonce()).header('link', links.join(', '));
      next();
    });
    api.setErrorHandler((error: Error, _request, reply) => {
      const status = error instanceof ApiError ? error.status : 500;
      const problem = error instanceof AcmeProblem ? error : new AcmeProblem(status, 'serverInternal', error.message);
      const type = `urn:ietf:params:acme:error:${problem.type}`;
      return reply
        .code(problem.status)
        .type('application/problem+json')
        .send({ type, detail: problem.message, status: problem.status });
    });

    refuseOnPaper(api, cloud);
    api.get('/directory', (request) => ({
      newNonce: `${base(request)}/new-nonce`,
      newAccount: `${base(request)}/new-account`,
      newOrder: `${base(request)}/new-order`,
      revokeCert: `${base(request)}/revoke-cert`,
      keyChange: `${base(request)}/key-change`,
      meta: { termsOfService: `${base(request)}/directory`, caaIdentities: [CAA_IDENTITY] },
    }));
    api.get('/new-nonce', { exposeHeadRoute: true }, (_request, reply) => reply.code(204).send());
    for (const path of ['/revoke-cert', '/key-change'])
      signed(path, () => {
        throw new AcmeProblem(501, 'serverInternal', `the local cloud has no ${path.slice(1)}`);
      });

    signed('/new-account', async ({ jwk, thumbprint, payload, account }, request, reply) => {
      const find = () => account ?? state().accounts.find((one) => one.thumbprint === thumbprint);
      const known = find();
      if (!known && payload?.onlyReturnExisting)
        throw new AcmeProblem(400, 'accountDoesNotExist', 'there is no such account');
      const contact = (payload?.contact ?? []) as string[];
      await cloud.record(() =>
        find() ? NOTHING : add(state().accounts, { id: newHexId(), jwk, thumbprint, contact }),
      );
      const owner = find()!;
      void reply.code(known ? 200 : 201).header('location', `${base(request)}/account/${owner.id}`);
      return { status: 'valid', contact: owner.contact, orders: `${base(request)}/account/${owner.id}/orders` };
    });
    signed('/account/:id', ({ account }) => ({ status: 'valid', contact: account?.contact ?? [] }));

    signed('/new-order', async ({ payload, account }, request, reply) => {
      if (!account) throw new AcmeProblem(400, 'accountDoesNotExist', 'make an account first');
      const identifiers = (payload?.identifiers ?? []) as { type: string; value: string }[];
      if (identifiers.some(({ type }) => type !== 'dns'))
        throw new AcmeProblem(400, 'unsupportedIdentifier', 'names alone are certified');
      const names = identifiers.map(({ value }) => value.toLowerCase());
      if (names.length === 0) throw new AcmeProblem(400, 'malformed', 'the order names nothing');
      const order: AcmeOrder = {
        id: newHexId(),
        accountId: account.id,
        names,
        authorizations: names.map((name) => ({
          id: newHexId(),
          name: name.replace(/^\*\./, ''),
          wildcard: name.startsWith('*.'),
          token: randomBytes(24).toString('base64url'),
          status: 'pending',
        })),
      };
      await cloud.record(() => add(state().orders, order));
      void reply.code(201).header('location', `${base(request)}/order/${order.id}`);
      return describeOrder(order, base(request));
    });
    signed('/order/:id', (verified, request) => describeOrder(findOrder(verified, request), base(request)));
    signed('/authz/:id', (verified, request) =>
      describeAuthorization(findAuthorization(verified, request), base(request)),
    );
    signed('/challenge/:id', async (verified, request, reply) => {
      const authorization = findAuthorization(verified, request);
      const expected = challengeValue(authorization.token, verified.thumbprint);
      if (authorization.status === 'pending') {
        const found = dnsValues(cloud.state.zones, authorization.name);
        const error =
          caaProblem(cloud.state.zones, authorization) ??
          (found.includes(expected)
            ? undefined
            : `_acme-challenge.${authorization.name} has ${found.length} TXT records, none is the expected one`);
        await cloud.record(() =>
          assign(authorization, error === undefined ? { status: 'valid' } : { status: 'invalid', error }),
        );
      }
      void reply.header('link', `<${base(request)}/authz/${authorization.id}>;rel="up"`);
      return describeChallenge(authorization, base(request));
    });
    signed('/order/:id/finalize', async (verified, request, reply) => {
      const order = findOrder(verified, request);
      if (order.authorizations.some(({ status }) => status !== 'valid'))
        throw new AcmeProblem(403, 'orderNotReady', 'not every name is proven');
      if (order.certificate === undefined) {
        const certificate = await issue(await cloud.publicAuthority(), String(verified.payload?.csr), order.names);
        await cloud.record(() => (order.certificate === undefined ? assign(order, { certificate }) : NOTHING));
      }
      void reply.header('location', `${base(request)}/order/${order.id}`);
      return describeOrder(order, base(request));
    });
    signed('/certificate/:id', (verified, request, reply) => {
      const { certificate } = findOrder(verified, request);
      if (!certificate) throw new AcmeProblem(404, 'malformed', 'it is not issued yet');
      return reply.type('application/pem-certificate-chain').send(certificate);
    });
    done();
  };
}

function describeOrder(order: AcmeOrder, base: string) {
  const statuses = order.authorizations.map(({ status }) => status);
  const proven = statuses.every((status) => status === 'valid');
  const pending = statuses.includes('invalid') ? 'invalid' : proven ? 'ready' : 'pending';
  return {
    status: order.certificate ? 'valid' : pending,
    identifiers: order.names.map((value) => ({ type: 'dns', value })),
    authorizations: order.authorizations.map(({ id }) => `${base}/authz/${id}`),
    finalize: `${base}/order/${order.id}/finalize`,
    ...(order.certificate && { certificate: `${base}/certificate/${order.id}` }),
  };
}

function describeAuthorization(authorization: AcmeAuthorization, base: string) {
  return {
    identifier: { type: 'dns', value: authorization.name },
    status: authorization.status,
    ...(authorization.wildcard && { wildcard: true }),
    challenges: [describeChallenge(authorization, base)],
  };
}

function describeChallenge({ id, token, status, error }: AcmeAuthorization, base: string) {
  const problem = error && { type: 'urn:ietf:params:acme:error:unauthorized', detail: error, status: 403 };
  return { type: 'dns-01', url: `${base}/challenge/${id}`, token, status, ...(problem && { error: problem }) };
}
