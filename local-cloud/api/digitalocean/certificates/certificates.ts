import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { add, remove } from '../../change';
import { now } from '../../clock';
import type { Cloud } from '../../cloud';
import { ApiError, notHere, required, unprocessable } from '../../errors';
import type { Certificate } from '../../model';
import { page } from '../pages';
import { inspectCertificate } from './inspect-certificate';

const PEM = { type: ['string', 'null'] };
const CREATE = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string', minLength: 1 },
    type: { enum: ['', 'custom', 'lets_encrypt', null] },
    private_key: PEM,
    leaf_certificate: PEM,
    certificate_chain: PEM,
    dns_names: { type: ['array', 'null'], items: { type: 'string' } },
  },
};

interface CreateBody {
  readonly name: string;
  readonly type?: '' | 'custom' | 'lets_encrypt' | null;
  readonly private_key?: string | null;
  readonly leaf_certificate?: string | null;
  readonly certificate_chain?: string | null;
  readonly dns_names?: readonly string[] | null;
}

type Params = { Params: { id: string } };

/** Certificates for load balancers. Of one that is uploaded the answers are kept, and neither its key nor its text. */
export function certificateRoutes(api: FastifyInstance, cloud: Cloud): void {
  const { state } = cloud;
  const find = (id: string) => required(state.certificates.find((certificate) => certificate.id === id));

  api.get<{ Querystring: { name?: string } }>('/certificates', (request) => {
    const { name } = request.query;
    const found = state.certificates.filter((certificate) => !name || certificate.name === name);
    return page(request, 'certificates', found.map(certificateBody));
  });
  api.post<{ Body: CreateBody }>('/certificates', { schema: { body: CREATE } }, async ({ body }, reply) => {
    const certificate = wanted(body);
    await cloud.record(() => {
      if (state.certificates.some(({ name }) => name === certificate.name))
        throw new ApiError(409, `a certificate with the name '${certificate.name}' already exists`, 'conflict');
      return add(state.certificates, certificate);
    });
    return reply.code(201).send({ certificate: certificateBody(certificate) });
  });
  api.get<Params>('/certificates/:id', ({ params }) => ({ certificate: certificateBody(find(params.id)) }));
  api.delete<Params>('/certificates/:id', async ({ params }, reply) => {
    await cloud.record(() => remove(state.certificates, find(params.id)));
    return reply.code(204).send();
  });
}

function wanted(body: CreateBody): Certificate {
  const { name, private_key: privateKey, leaf_certificate: leaf, certificate_chain: chain } = body;
  const isUploaded = body.type ? body.type === 'custom' : !body.dns_names?.length;
  if (!isUploaded) throw notHere("certificates of Let's Encrypt");
  if (!privateKey) throw unprocessable('private_key is required');
  if (!leaf) throw unprocessable('leaf_certificate is required');
  const facts = inspectCertificate({ leaf, privateKey, chain: chain ?? '' });
  return { id: randomUUID(), name, createdAt: now(), ...facts };
}

function certificateBody(certificate: Certificate) {
  return {
    id: certificate.id,
    name: certificate.name,
    not_after: certificate.notAfter,
    sha1_fingerprint: certificate.sha1Fingerprint,
    created_at: certificate.createdAt,
    dns_names: certificate.dnsNames,
    state: 'verified',
    type: 'custom',
  };
}
