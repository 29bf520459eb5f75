import type { FastifyInstance } from 'fastify';
import { add, assign, remove } from '../change';
import type { Cloud } from '../cloud';
import { ApiError } from '../errors';
import type { OriginCertificate, OriginPullCertificate } from '../model';
import { newHexId } from '../store';
import { describeCertificate, isKeyOf, signOriginCertificate } from './origin-ca';
import { ok } from './respond';
import { findZone, type ZoneParams } from './zones';

const VALIDITIES = [7, 30, 90, 365, 730, 1095, 5475];
type Params = { Params: { id: string } };
type PullParams = { Params: { zone: string; id: string } };

/** Certificates that Cloudflare signs for origins (Origin CA). */
export function originCaRoutes(api: FastifyInstance, cloud: Cloud): void {
  const { state } = cloud;
  const find = (id: string) => {
    const zone = state.zones.find((one) => one.certificates.some((certificate) => certificate.id === id));
    if (!zone) throw new ApiError(404, 'Certificate not found.', 1101);
    return { zone, certificate: zone.certificates.find((one) => one.id === id)! };
  };

  api.post<{ Body: { csr: string; hostnames: string[]; request_type: string; requested_validity?: number } }>(
    '/certificates',
    {
      schema: {
        body: {
          type: 'object',
          required: ['csr', 'hostnames', 'request_type'],
          properties: {
            csr: { type: 'string' },
            hostnames: { type: 'array', minItems: 1, items: { type: 'string' } },
            request_type: { enum: ['origin-rsa', 'origin-ecc', 'keyless-certificate'] },
            requested_validity: { enum: VALIDITIES },
          },
        },
      },
    },
    async (request) => {
      const { csr, hostnames, request_type: requestType, requested_validity: requestedValidity = 5475 } = request.body;
      const zoneOf = (name: string) => state.zones.find((one) => name === one.name || name.endsWith(`.${one.name}`));
      const stranger = hostnames.find((name) => !zoneOf(name));
      const zone = zoneOf(hostnames[0]!);
      if (stranger !== undefined || !zone)
        throw new ApiError(400, `Failed to validate requested hostname ${stranger}: no zone of this account.`, 1010);
      const signed = await signOriginCertificate(state.originCa, csr, hostnames, requestedValidity).catch(
        (error: Error) => {
          throw new ApiError(400, `The CSR is not usable: ${error.message}`, 1005);
        },
      );
      const expiresOn = signed.notAfter.toISOString().replace(/T(.*)\.\d+Z/, ' $1 +0000 UTC');
      const certificate: OriginCertificate = {
        id: newHexId(),
        certificate: signed.certificate,
        csr,
        hostnames,
        requestType,
        requestedValidity,
        expiresOn,
      };
      // Signing takes its time: the zone may have gone.
      await cloud.commit(() => add(findZone(cloud, zone.id).certificates, certificate));
      return ok(certificateBody(certificate));
    },
  );
  api.get<Params>('/certificates/:id', (request) => ok(certificateBody(find(request.params.id).certificate)));
  api.delete<Params>('/certificates/:id', async (request) => {
    const { id } = request.params;
    await cloud.commit(() => {
      const { zone, certificate } = find(id);
      return remove(zone.certificates, certificate);
    });
    return ok({ id, revoked_at: new Date().toISOString() });
  });
}

/** Client certificates that the edge shows to origins (authenticated origin pulls, for a whole zone). */
export function originPullRoutes(api: FastifyInstance, cloud: Cloud): void {
  const root = '/zones/:zone/origin_tls_client_auth';
  const find = ({ zone: zoneId, id }: PullParams['Params']) => {
    const zone = findZone(cloud, zoneId);
    const certificate = zone.originPullCertificates.find((one) => one.id === id);
    if (!certificate) throw new ApiError(404, 'Certificate not found.', 1411);
    return { zone, certificate };
  };

  api.get<ZoneParams>(`${root}/settings`, (request) =>
    ok({ enabled: findZone(cloud, request.params.zone).originPullsEnabled }),
  );
  api.put<ZoneParams & { Body: { enabled: boolean } }>(
    `${root}/settings`,
    { schema: { body: { type: 'object', required: ['enabled'], properties: { enabled: { type: 'boolean' } } } } },
    async (request) => {
      const { enabled } = request.body;
      await cloud.commit(() => assign(findZone(cloud, request.params.zone), { originPullsEnabled: enabled }));
      return ok({ enabled });
    },
  );
  api.get<ZoneParams>(root, (request) => ok(findZone(cloud, request.params.zone).originPullCertificates.map(pullBody)));
  api.post<ZoneParams & { Body: { certificate: string; private_key: string } }>(
    root,
    {
      schema: {
        body: {
          type: 'object',
          required: ['certificate', 'private_key'],
          properties: { certificate: { type: 'string' }, private_key: { type: 'string' } },
        },
      },
    },
    async (request) => {
      const { certificate, private_key: privateKey } = request.body;
      let described;
      try {
        described = describeCertificate(certificate);
      } catch {
        throw new ApiError(400, 'The certificate is not valid PEM.', 1407);
      }
      if (!isKeyOf(certificate, privateKey))
        throw new ApiError(400, "The private key is not valid PEM, or not the certificate's.", 1412);
      const uploaded: OriginPullCertificate = {
        id: newHexId(),
        certificate,
        privateKey,
        uploadedOn: new Date().toISOString(),
        ...described,
      };
      await cloud.commit(() => add(findZone(cloud, request.params.zone).originPullCertificates, uploaded));
      return ok(pullBody(uploaded));
    },
  );
  api.get<PullParams>(`${root}/:id`, (request) => ok(pullBody(find(request.params).certificate)));
  api.delete<PullParams>(`${root}/:id`, async (request) => {
    const { certificate } = find(request.params);
    await cloud.commit(() => remove(find(request.params).zone.originPullCertificates, certificate));
    return ok(pullBody(certificate));
  });
}

function certificateBody(certificate: OriginCertificate) {
  return {
    id: certificate.id,
    certificate: certificate.certificate,
    csr: certificate.csr,
    hostnames: certificate.hostnames,
    request_type: certificate.requestType,
    requested_validity: certificate.requestedValidity,
    expires_on: certificate.expiresOn,
  };
}

/** The private key is never answered. */
function pullBody(certificate: OriginPullCertificate) {
  return {
    id: certificate.id,
    certificate: certificate.certificate,
    issuer: certificate.issuer,
    signature: certificate.signature,
    status: 'active',
    expires_on: certificate.expiresOn,
    uploaded_on: certificate.uploadedOn,
  };
}
