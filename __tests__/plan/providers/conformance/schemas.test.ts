/** The stand-ins' schemas are those of the real providers. */
import { describeRecorded, Recordings, type Json, type JsonObject } from './recordings';
import { Workspace } from './workspace';

describeRecorded.each(['digitalocean', 'cloudflare'] as const)('schemas of %s', (name) => {
  const recordings = Recordings.available() ? new Recordings(name) : (undefined as never);
  let ours: JsonObject;

  beforeAll(async () => {
    const workspace = await Workspace.open(recordings, {});
    try {
      await workspace.write({ base: recordings.base });
      ours = await workspace.schemas();
    } finally {
      await workspace.close();
    }
  });

  it.each(recordings?.resourceTypes ?? [])('has %s as the real provider has it', (type) => {
    expect(essence((ours.resource_schemas as JsonObject)[type]!)).toEqual(
      essence(recordings.schema.resource_schemas[type]!),
    );
  });

  it.each(recordings?.dataSourceTypes ?? [])('has the data source %s as the real provider has it', (type) => {
    expect(essence((ours.data_source_schemas as JsonObject)[type]!)).toEqual(
      essence(recordings.schema.data_source_schemas[type]!),
    );
  });

  it('has the same provider configuration', () => {
    expect(essence(ours.provider!)).toEqual(essence(recordings.schema.provider));
  });
});

/** Without words, and without what is false. */
function essence(schema: Json): Json {
  if (Array.isArray(schema) || typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !/^description(_kind)?$/.test(key) && value !== false)
      .map(([key, value]) => [key, essence(value)]),
  );
}
