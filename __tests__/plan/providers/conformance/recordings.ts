/** What the real providers did, recorded once; see the README beside the recordings. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { providers } from '../../../../local-cloud/providers/providers';

/** The mutations were recorded on another run than the state: what its identifiers are there. */
const OTHER_RUN: Readonly<Record<string, string>> = {
  '198.51.100.1': '198.51.100.3',
  'c20e03ea-a5f7-4d51-aa7d-0b4ead4e79f4': 'a00c928e-0a8f-4922-b7b9-a96c0ee885f2',
  '7593bdea-129c-4616-8f9b-53418e57c428': '11072121-7e4c-4b39-887b-ac4c5240fd0c',
  '4beb7ff4-0eb5-4fc2-9745-3b220e1e7338': 'b01ed75d-bc57-4278-aa72-c44fbf42131a',
  'eb53480a-d550-4a5f-ada8-08b4ab2d2b9d': 'f5e4cbfd-6f8a-417e-b99f-df80b627ae4a',
};

const DIRECTORY = resolve(__dirname, '../../../../../shared/conformance');

/** `describe` where the recordings are; elsewhere a skip that says so (Jest hides the console of a file that is skipped). */
export const describeRecorded: jest.Describe = existsSync(DIRECTORY) ? describe : describe.skip;
if (!existsSync(DIRECTORY)) process.stderr.write('SKIPPED: no recordings at ../shared/conformance to compare with.\n');

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };
/** Attributes to set, by resource address. */
export type Edit = Readonly<Record<string, JsonObject>>;

export interface PlannedChange {
  readonly address: string;
  readonly actions: readonly string[];
  readonly replace_paths?: Json;
  /** Before and after of top-level attributes. */
  readonly diff?: Readonly<Record<string, readonly [Json, Json]>>;
  /** Attributes that are known after apply only. */
  readonly unknown: readonly string[];
}

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly body?: Json;
}

export interface Mutation {
  readonly set: Edit;
  readonly changes?: readonly PlannedChange[];
  readonly refused?: readonly string[];
  readonly accepted?: boolean;
}

export interface Update extends Mutation {
  readonly requests: readonly Request[];
}

export interface StateResource {
  readonly address: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  readonly schema_version: number;
  readonly values: JsonObject;
  readonly sensitive_values: JsonObject;
}

export interface Configuration {
  readonly resource: Record<string, Record<string, JsonObject>>;
  readonly data?: Record<string, Record<string, JsonObject>>;
  readonly variable?: JsonObject;
}

/** The recordings of one provider, cut to what its stand-in has. */
export class Recordings {
  public readonly source: string;
  private readonly types: ReadonlySet<string>;
  private readonly dataTypes: ReadonlySet<string>;

  public constructor(public readonly name: 'digitalocean' | 'cloudflare') {
    this.source = `${name}/${name}`;
    const { definition } = providers[this.source]!;
    this.types = new Set(Object.keys(definition.resources));
    this.dataTypes = new Set(Object.keys(definition.dataSources ?? {}));
  }

  public static available(): boolean {
    return existsSync(DIRECTORY);
  }

  public get base(): Configuration {
    const { resource, data = {}, variable } = this.read<Configuration>('base.tf.json');
    const sources = pick(data, this.dataTypes);
    return {
      resource: pick(resource, this.types),
      // Terraform refuses an empty object here.
      ...(Object.keys(sources).length > 0 && { data: sources }),
      ...(variable && { variable }),
    };
  }

  public get state(): readonly StateResource[] {
    const { root_module } = this.read<{ root_module: { resources: StateResource[] } }>('state.json');
    return root_module.resources.filter(({ mode, type }) => mode === 'managed' && this.types.has(type));
  }

  public get created(): { readonly plan: readonly PlannedChange[]; readonly requests: readonly Request[] } {
    const { plan, requests } = this.read<{ plan: PlannedChange[]; requests: Request[] }>('create.json');
    return { plan: this.ours(plan), requests };
  }

  public get mutations(): readonly Mutation[] {
    return JSON.parse(JSON.stringify(this.edits<Mutation>('mutations.json')), (_, value: Json) =>
      typeof value === 'string' ? ofThisRun(value) : value,
    ) as Mutation[];
  }

  public get refusals(): readonly Mutation[] {
    return this.edits<Mutation>('refused.json');
  }

  public get updates(): readonly Update[] {
    return this.edits<Update>('updates.json');
  }

  public get destroyed(): readonly Request[] {
    return this.read('destroy.json');
  }

  /** What the stand-in has. */
  public get resourceTypes(): readonly string[] {
    return [...this.types];
  }

  public get dataSourceTypes(): readonly string[] {
    return [...this.dataTypes];
  }

  public get schema(): {
    readonly provider: JsonObject;
    readonly resource_schemas: Record<string, JsonObject>;
    readonly data_source_schemas: Record<string, JsonObject>;
  } {
    return this.read('schema.json');
  }

  /** The recorded changes of addresses that the stand-in has. */
  public ours(changes: readonly PlannedChange[]): PlannedChange[] {
    return changes.filter(({ address }) => this.types.has(address.split('.')[0]!));
  }

  /** Of all resources, whether the stand-in has them or not. */
  public get everything(): Readonly<Record<'mutations' | 'refusals' | 'updates', readonly Mutation[]>> {
    return {
      mutations: this.read('mutations.json'),
      refusals: this.read('refused.json'),
      updates: this.read('updates.json'),
    };
  }

  private edits<T extends Mutation>(file: string): T[] {
    return this.read<T[]>(file).filter(({ set }) => Object.keys(set).every((at) => this.types.has(at.split('.')[0]!)));
  }

  /** A member of a list that names a load balancer: without one, a project has the others. */
  private isAbsent(member: Json): boolean {
    const named = typeof member === 'string' && /^(\$\{digitalocean_|do:)loadbalancer[.:]/.test(member);
    return named && !this.types.has('digitalocean_loadbalancer');
  }

  private read<T>(file: string): T {
    return JSON.parse(readFileSync(join(DIRECTORY, this.name, file), 'utf8'), (_, value: Json) =>
      Array.isArray(value) ? value.filter((one) => !this.isAbsent(one)) : value,
    ) as T;
  }
}

/** The base with an edit made; null removes an attribute. */
export function edited(base: Configuration, edit: Edit): Configuration {
  const copy = structuredClone(base);
  for (const [address, attributes] of Object.entries(edit)) {
    const [type, name] = address.split('.') as [string, string];
    const all = Object.entries({ ...copy.resource[type]![name], ...attributes });
    copy.resource[type]![name] = Object.fromEntries(all.filter(([, value]) => value !== null));
  }
  return copy;
}

/** An identifier, alone or at the end of a URN. */
function ofThisRun(text: string): string {
  const [, kind = '', id = text] = /^(do:\w+:)(.+)$/.exec(text) ?? [];
  return kind + (OTHER_RUN[id] ?? id);
}

/** The local cloud has no backups: the stand-in refuses them by name. */
export function wantsBackups({ set }: Mutation): boolean {
  return Object.values(set).some((attributes) => attributes.backups === true);
}

export function describeEdit(edit: Edit): string {
  return Object.entries(edit)
    .flatMap(([address, attributes]) =>
      Object.entries(attributes).map(([name, value]) => `${address} ${name} = ${shorten(JSON.stringify(value))}`),
    )
    .join(', ');
}

const shorten = (text: string) => (text.length > 60 ? `${text.slice(0, 57)}...` : text);

function pick<T>(record: Readonly<Record<string, T>>, names: ReadonlySet<string>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => names.has(name)));
}
