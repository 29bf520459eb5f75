import type { Client } from './client';

/** URNs of all that a project has. */
export async function urnsOf(client: Client, project: string): Promise<string[]> {
  const urns: string[] = [];
  for (let page = 1; ; page++) {
    const { resources, links } = await client.get(`/v2/projects/${project}/resources?page=${page}&per_page=200`);
    urns.push(...resources.map(({ urn }: { urn: string }) => urn));
    if (!links?.pages?.next) return urns;
  }
}

export function assign(client: Client, project: string, urns: readonly string[]): Promise<unknown> {
  return client.post(`/v2/projects/${project}/resources`, { resources: urns });
}

/** The API takes a resource out of a project only by assigning it to another one. */
export async function assignToDefault(client: Client, urns: readonly string[]): Promise<void> {
  const { project } = await client.get('/v2/projects/default');
  await assign(client, project.id, urns);
}

export async function changeResources(
  client: Client,
  project: string,
  before: readonly string[] | null,
  after: readonly string[] | null,
): Promise<void> {
  const removed = (before ?? []).filter((urn) => !after?.includes(urn));
  const added = (after ?? []).filter((urn) => !before?.includes(urn));
  if (removed.length > 0) await assignToDefault(client, removed);
  if (added.length > 0) await assign(client, project, added);
}
