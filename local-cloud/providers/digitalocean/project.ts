import { block, bool, legacyId, number, set, string, type ValueOf } from '../framework/schema';
import { Deadline } from '../framework/timeouts';
import { notEmpty, oneOf, type Validator } from '../framework/validators';
import { HttpError, present } from '../http';
import { resource, type Client } from './client';
import { assign, assignToDefault, changeResources, urnsOf } from './project-urns';

const atMost =
  (most: number): Validator =>
  (text: string) =>
    text.length <= most ? undefined : `must have at most ${most} characters`;
const isEnvironment: Validator = (text: string) => oneOf('development', 'staging', 'production')(text.toLowerCase());

const fields = {
  ...legacyId,
  name: string().required().validate(notEmpty, atMost(175)),
  description: string().default('').validate(atMost(255)),
  purpose: string().default('Web Application').validate(atMost(255)),
  environment: string()
    .optional()
    .validate(isEnvironment)
    .same((prior, configured) => prior.toLowerCase() === configured.toLowerCase()),
  is_default: bool().default(false),
  resources: set(string()).optional().computed(),
  owner_uuid: string().computed(),
  owner_id: number().computed(),
  created_at: string().computed(),
  updated_at: string().computed(),
  timeouts: block.single({ delete: string().optional() }),
};
type Values = ValueOf<typeof fields>;

export const project = resource({
  sdkv2: true,
  fields,
  async create({ planned: p, client }) {
    const { name, description, purpose, environment } = p;
    const body = { name, description, purpose, ...present({ environment: environment || null }) };
    const { id } = (await client.post('/v2/projects', body)).project;
    await settle(p, id, client).catch(async (error: Error) => {
      // Its name would be taken for the next try.
      await client.delete(`/v2/projects/${id}`).catch(() => undefined);
      throw error;
    });
    return attributes(await client.get(`/v2/projects/${id}`), client);
  },
  async read({ id }, client) {
    const found = await client.find(`/v2/projects/${id}`);
    return found && attributes(found, client);
  },
  async update({ prior, planned, client }) {
    const path = `/v2/projects/${prior.id}`;
    await client.patch(path, request(planned));
    await changeResources(client, prior.id!, prior.resources, planned.resources);
    return attributes(await client.get(path), client);
  },
  /** What the project has goes to the default one, which takes a while. */
  async delete({ id, resources, timeouts }, client) {
    if (resources?.length) await assignToDefault(client, resources);
    await new Deadline(timeouts?.delete ?? '3m').until(
      () =>
        client.delete(`/v2/projects/${id}`).then(
          () => true,
          (error: unknown) =>
            error instanceof HttpError && error.status === 412 && error.message.includes(NOT_EMPTY)
              ? undefined
              : Promise.reject(error as Error),
        ),
      `project ${id} to be without resources`,
    );
  },
});

const NOT_EMPTY = 'cannot delete a project with resources';

/** What is not part of the creation's own request. */
async function settle(planned: Values, id: string, client: Client): Promise<void> {
  if (planned.resources?.length) await assign(client, id, planned.resources);
  if (planned.is_default) await client.patch(`/v2/projects/${id}`, request(planned));
}

function request({ name, description, purpose, environment, is_default }: Values): object {
  return { name, description, purpose, environment: environment ?? '', is_default };
}

async function attributes({ project: p }: any, client: Client) {
  return {
    ...{ id: p.id, name: p.name, description: p.description, purpose: p.purpose.replace(/^Other: /, '') },
    ...{ environment: p.environment ?? '', is_default: p.is_default, owner_uuid: p.owner_uuid, owner_id: p.owner_id },
    ...{ created_at: p.created_at, updated_at: p.updated_at },
    resources: await urnsOf(client, p.id),
  };
}
