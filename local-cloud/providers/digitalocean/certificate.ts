import { createHash } from 'node:crypto';
import { AttributeError } from '../framework/diagnostics';
import { legacyId, set, string, type PlanDraft } from '../framework/schema';
import { Deadline } from '../framework/timeouts';
import { notEmpty, oneOf } from '../framework/validators';
import { HttpError, present, until } from '../http';
import { resource, type Client } from './client';

/** Part of a custom certificate: the state has its digest. */
const pem = () =>
  string()
    .optional()
    .forceNew()
    .validate(notEmpty)
    .stored((text) => createHash('sha1').update(text).digest('hex'))
    // States of old providers have the text.
    .same((prior, configured) => prior === configured);

const PARTS = ['private_key', 'leaf_certificate', 'certificate_chain'] as const;
/** Seconds that a load balancer is given to leave it. */
const IN_USE = '30s';

export const certificate = resource({
  sdkv2: true,
  version: 1,
  fields: {
    ...legacyId,
    name: string().required().forceNew().validate(notEmpty),
    private_key: pem().sensitive(),
    leaf_certificate: pem(),
    certificate_chain: pem(),
    domains: set(string().validate(notEmpty)).optional().forceNew(),
    type: string().default('custom').forceNew().validate(oneOf('custom', 'lets_encrypt')),
    uuid: string().computed(),
    state: string().computed(),
    not_after: string().computed(),
    sha1_fingerprint: string().computed(),
  },
  plan({ prior, config, planned }: PlanDraft) {
    const part = PARTS.find((name) => config[name] !== null);
    if (config.domains !== null && part)
      throw new AttributeError(['domains'], 'Conflicting configuration', `'domains' conflicts with '${part}'.`);
    // Of a custom certificate they are what the API read in it.
    if (prior && planned.type === 'custom') planned.domains = prior.domains!;
  },
  async create({ planned, config, client }) {
    const { name, type, domains } = planned;
    if (type === 'custom')
      for (const part of ['private_key', 'leaf_certificate'] as const)
        if (!config[part]) throw new AttributeError([part], `Missing ${part}`, `'${part}' is required.`);
    if (type === 'lets_encrypt' && !domains?.length)
      throw new AttributeError(['domains'], 'Missing domains', "'domains' is required when the type is lets_encrypt.");
    const parts = Object.fromEntries(PARTS.map((part) => [part, config[part]]));
    const body = { name, type, ...present({ ...parts, dns_names: domains?.length ? domains : null }) };
    const { id } = (await client.post('/v2/certificates', body)).certificate;
    await until(async () => {
      const { state } = (await client.get(`/v2/certificates/${id}`)).certificate;
      if (state === 'error') throw new Error(`certificate ${name} was not issued`);
      return state === 'verified' || undefined;
    }, `certificate ${name}`);
    return attributes(await named(client, name));
  },
  async read({ id }, client) {
    const found = await named(client, id!);
    return found ? attributes(found) : null;
  },
  async delete({ id }, client) {
    const found = await named(client, id!);
    if (!found) return;
    await new Deadline(IN_USE).until(
      () =>
        client.delete(`/v2/certificates/${found.id}`).then(
          () => true,
          (error: unknown) =>
            error instanceof HttpError && error.status === 403 && error.message.includes('not in use')
              ? undefined
              : Promise.reject(error as Error),
        ),
      `certificate ${id} to be out of use`,
    );
  },
});

/** By its name: a renewed certificate has another id. */
async function named(client: Client, name: string): Promise<any> {
  return (await client.get(`/v2/certificates?name=${encodeURIComponent(name)}`)).certificates[0];
}

function attributes(c: any) {
  return {
    ...{ id: c.name, name: c.name, uuid: c.id, type: c.type, state: c.state, not_after: c.not_after },
    sha1_fingerprint: c.sha1_fingerprint,
    domains: c.dns_names?.filter((name: string) => name !== '') ?? null,
  };
}
