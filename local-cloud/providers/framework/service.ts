/** Terraform's provider service, derived from a ProviderDefinition. One instance per connection. */
import type { ObjectValue, Value } from './cty';
import {
  decodeState,
  decodeValue,
  encodeValue,
  isBlank,
  isObject,
  isWhollyKnown,
  knownOrNull,
  mapObject,
  UNKNOWN,
} from './cty';
import type { Diagnostic, Path } from './diagnostics';
import { attributePath, AttributeError, diagnostic, PartlyCreated } from './diagnostics';
import { planChange } from './plan';
import type { AttributeSpec, DataSource, Fields, ProviderDefinition, Resource } from './schema';
import { Attribute, objectType } from './schema';

interface DynamicValue {
  msgpack: Uint8Array;
}

type Request = any;
export type Rpc = (request: Request) => Promise<object> | object;

export function providerService(provider: ProviderDefinition, env: NodeJS.ProcessEnv): Record<string, Rpc> {
  let client: unknown;
  const resource = (name: string): Resource => provider.resources[name] ?? fail(`unknown resource type ${name}`);
  const dataSource = (name: string): DataSource => provider.dataSources?.[name] ?? fail(`unknown data source ${name}`);

  return {
    GetMetadata: () => ({
      server_capabilities: capabilities,
      resources: Object.keys(provider.resources).map((type_name) => ({ type_name })),
      data_sources: Object.keys(provider.dataSources ?? {}).map((type_name) => ({ type_name })),
    }),

    GetProviderSchema: () => ({
      provider: { version: 0, block: blockSchema(provider.config) },
      resource_schemas: mapObject(provider.resources, (r) => ({
        version: r.version ?? 0,
        block: blockSchema(r.fields),
      })),
      data_source_schemas: mapObject(provider.dataSources ?? {}, (d) => ({ version: 0, block: blockSchema(d.fields) })),
      server_capabilities: capabilities,
    }),

    ValidateProviderConfig: ({ config }) => ({
      diagnostics: validate(provider.config, read(provider.config, config)),
    }),
    ValidateResourceConfig: ({ type_name, config }) => validation(resource(type_name).fields, config),
    ValidateDataResourceConfig: ({ type_name, config }) => validation(dataSource(type_name).fields, config),

    ConfigureProvider({ config }) {
      client = provider.configure(knownOrNull(read(provider.config, config)) as any, env);
      return {};
    },

    UpgradeResourceState({ type_name, raw_state }) {
      const { fields } = resource(type_name);
      const state = decodeState(objectType(fields), Buffer.from(raw_state.json).toString());
      return { upgraded_state: write(fields, state) };
    },

    async ReadResource({ type_name, current_state, private: secret }) {
      const r = resource(type_name);
      const state = read(r.fields, current_state)!;
      if (!r.read) return { new_state: current_state, private: secret };
      const found = await r.read(state as any, client);
      return { new_state: write(r.fields, found && merge(r.fields, state, found, r.sdkv2)), private: secret };
    },

    PlanResourceChange({ type_name, prior_state, proposed_new_state, config, prior_private }) {
      const r = resource(type_name);
      const wanted = read(r.fields, config);
      if (read(r.fields, proposed_new_state) === null || wanted === null)
        return { planned_state: proposed_new_state, planned_private: prior_private };
      const { planned, requiresReplace } = planChange(r, read(r.fields, prior_state), wanted);
      return {
        planned_state: write(r.fields, planned),
        requires_replace: requiresReplace.map(attributePath),
        planned_private: prior_private,
        legacy_type_system: r.sdkv2 ?? false,
      };
    },

    async ApplyResourceChange({ type_name, prior_state, planned_state, config, planned_private }) {
      const r = resource(type_name);
      const prior = read(r.fields, prior_state);
      const planned = read(r.fields, planned_state);
      const after = (state: Value, diagnostics: Diagnostic[] = []) => ({
        new_state: write(r.fields, state),
        private: planned_private,
        diagnostics,
        legacy_type_system: r.sdkv2 ?? false,
      });
      try {
        if (!planned) {
          await r.delete?.(prior as any, client);
          return after(null);
        }
        const change = { client, prior, planned: knownOrNull(planned), config: read(r.fields, config) } as any;
        const result = await (prior
          ? (r.update ?? (() => fail(`${type_name} has no update`)))(change)
          : r.create(change));
        return after(complete(r, planned, result));
      } catch (error) {
        const verb = !planned ? 'deleting' : prior ? 'updating' : 'creating';
        const left = error instanceof PartlyCreated ? complete(r, planned!, error.state) : prior;
        return after(left, [diagnostic(error, `Error ${verb} ${type_name}`)]);
      }
    },

    ImportResourceState({ type_name, id }) {
      const r = resource(type_name);
      const state = {
        ...mapObject(r.fields, (f) => (f instanceof Attribute || f.mode === 'single' ? null : [])),
        ...(r.import?.(id) ?? { id }),
      };
      return { imported_resources: [{ type_name, state: write(r.fields, state) }] };
    },

    async ReadDataSource({ type_name, config }) {
      const source = dataSource(type_name);
      const wanted = read(source.fields, config)!;
      return {
        state: write(
          source.fields,
          merge(source.fields, wanted, await source.read(knownOrNull(wanted) as any, client)),
        ),
      };
    },

    StopProvider: () => ({ Error: '' }),
  };
}

/** With these Terraform asks for the schema once a command, and plans no deletions. */
const capabilities = { plan_destroy: false, get_provider_schema_optional: true, move_resource_state: false };

/** Runs a method; what it throws becomes a diagnostic in its answer. */
export async function answer(rpc: Rpc, request: Request): Promise<object> {
  try {
    return await rpc(request);
  } catch (error) {
    return { diagnostics: [diagnostic(error, 'Provider error')] };
  }
}

function read(fields: Fields, value: DynamicValue | null): ObjectValue | null {
  return value ? (decodeValue(objectType(fields), value.msgpack) as ObjectValue | null) : null;
}

function write(fields: Fields, value: Value): DynamicValue {
  return { msgpack: encodeValue(objectType(fields), value) };
}

/** The state after an apply. What was planned as known stays, unless the resource is legacy: then the API has the last word. */
function complete(resource: Resource, planned: ObjectValue, result: Record<string, unknown>): ObjectValue {
  if (resource.sdkv2) return knownOrNull(merge(resource.fields, planned, result, true)) as ObjectValue;
  return mapObject(resource.fields, (_, name) => fill(planned[name] ?? null, (result[name] ?? null) as Value));
}

function fill(planned: Value, result: Value): Value {
  if (planned === UNKNOWN) return result;
  if (isWhollyKnown(planned)) return planned;
  if (Array.isArray(planned))
    return planned.map((item, i) => fill(item, Array.isArray(result) ? (result[i] ?? null) : null));
  return mapObject(planned as ObjectValue, (item, key) => fill(item, isObject(result) ? (result[key] ?? null) : null));
}

/** `found` over `known`. Where nothing was known, an API's "", 0, false or [] for an unset option means nothing too. */
function merge(fields: Fields, known: ObjectValue, found: Record<string, unknown>, blankIsNull = false): ObjectValue {
  return mapObject(fields, (field, name) => {
    if (!(name in found)) return known[name] ?? null;
    const value = (found[name] ?? null) as Value;
    // With a default nothing is known after an import alone: what is found is the value.
    const optionalOnly =
      field instanceof Attribute && !field.spec.computed && !field.spec.required && field.spec.default === undefined;
    return blankIsNull && optionalOnly && (known[name] ?? null) === null && isBlank(value) ? null : value;
  });
}

// ---- schema ----

const NESTING = { single: 'SINGLE', list: 'LIST', set: 'SET', map: 'MAP' } as const;

function blockSchema(fields: Fields): object {
  const blocks = Object.entries(fields).filter(([, field]) => !(field instanceof Attribute));
  return {
    attributes: attributeSchemas(fields),
    block_types: blocks.map(([type_name, b]) => ({
      type_name,
      block: blockSchema((b as { fields: Fields }).fields),
      nesting: NESTING[(b as { mode: 'single' }).mode],
      min_items: (b as { limits: { min?: number } }).limits.min ?? 0,
      max_items: (b as { limits: { max?: number } }).limits.max ?? 0,
    })),
  };
}

function attributeSchemas(fields: Fields): object[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    if (!(field instanceof Attribute)) return [];
    const { type, nested, required, optional, computed, sensitive, writeOnly, deprecated } = field.spec;
    return {
      name,
      ...(nested
        ? { nested_type: { attributes: attributeSchemas(nested.fields), nesting: NESTING[nested.mode] } }
        : { type: Buffer.from(JSON.stringify(type)) }),
      required: required ?? false,
      optional: optional ?? false,
      computed: computed ?? false,
      sensitive: sensitive ?? false,
      write_only: writeOnly ?? false,
      deprecated: deprecated ?? false,
    };
  });
}

// ---- validation ----

function validation(fields: Fields, config: DynamicValue): object {
  return { diagnostics: validate(fields, read(fields, config)) };
}

function validate(fields: Fields, value: Value, path: Path = []): Diagnostic[] {
  if (!isObject(value)) return [];
  return Object.entries(fields).flatMap(([name, field]) => {
    const here = [...path, name];
    const configured = value[name] ?? null;
    if (configured === null || configured === UNKNOWN) return [];
    const wrong = (field instanceof Attribute ? complaints(field.spec, configured) : []).map((complaint) =>
      diagnostic(new AttributeError(here, `Invalid ${name}`, `'${name}' ${complaint}.`), ''),
    );
    const inner = field instanceof Attribute ? field.spec.nested : field;
    if (!inner) return wrong;
    // An element of a set cannot be pointed at: its path stops at the set.
    const items = Array.isArray(configured) ? configured : [configured];
    return [
      ...wrong,
      ...items.flatMap((item, i) => validate(inner.fields, item, inner.mode === 'list' ? [...here, i] : here)),
    ];
  });
}

function complaints({ validators = [], each = [] }: AttributeSpec, value: Value): string[] {
  const items =
    each.length > 0 ? Object.values(value as object).filter((item) => item !== null && item !== UNKNOWN) : [];
  const all = [...validators.map((v) => v(value)), ...items.flatMap((item) => each.map((v) => v(item)))];
  return all.filter((complaint) => complaint !== undefined);
}

function fail(message: string): never {
  throw new Error(message);
}
