import { forClient } from '../framework/schema';
import { matches } from '../framework/validators';
import { until, type JsonClient } from '../http';

export type Client = JsonClient;
export const { resource, dataSource } = forClient<Client>();

export const lowerCase = (text: string) => text.toLowerCase();

export const isTag = matches(
  /^[a-zA-Z0-9:\-_]{1,255}$/,
  'a tag: letters, digits, colons, dashes and underscores, at most 255',
);

/** Waits for an action as the real provider does, by its own address. */
export async function completed(
  client: Client,
  action: { id: number },
  path = `/v2/actions/${action.id}`,
  within: { until: typeof until } = { until },
): Promise<void> {
  await within.until(async () => {
    const { action: now } = await client.get(path);
    if (now.status === 'errored') throw new Error(`action ${action.id} (${now.type}) ended with an error`);
    return now.completed_at ? true : undefined;
  }, `action ${action.id}`);
}
