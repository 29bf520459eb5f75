import { legacyId, set, string } from '../framework/schema';
import { notEmpty } from '../framework/validators';
import { resource } from './client';
import { assignToDefault, changeResources, urnsOf } from './project-urns';

export const projectResources = resource({
  sdkv2: true,
  fields: {
    ...legacyId,
    project: string().required().forceNew().validate(notEmpty),
    resources: set(string()).required(),
  },
  async create({ planned: { project, resources }, client }) {
    await client.get(`/v2/projects/${project}`);
    await changeResources(client, project, [], resources);
    return { id: project, resources: intersection(resources, await urnsOf(client, project)) };
  },
  async read({ id, resources }, client) {
    if (!(await client.find(`/v2/projects/${id}`))) return null;
    return { project: id!, resources: intersection(resources, await urnsOf(client, id!)) };
  },
  async update({ prior, planned: { project, resources }, client }) {
    await client.get(`/v2/projects/${project}`);
    await changeResources(client, project, prior.resources, resources);
    return { resources: intersection(resources, await urnsOf(client, project)) };
  },
  async delete({ project, resources }, client) {
    if (resources.length > 0 && (await client.find(`/v2/projects/${project}`)))
      await assignToDefault(client, resources);
  },
  import() {
    throw new Error('resource digitalocean_project_resources does not support import');
  },
});

/** Others of the project's resources are none of this one's business. */
function intersection(ours: readonly string[], there: readonly string[]): string[] {
  return ours.filter((urn) => there.includes(urn));
}
