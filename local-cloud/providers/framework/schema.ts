/**
 * The little language in which a provider describes its resources.
 *
 *   resource('digitalocean_vpc', {
 *     fields: { name: string().required(), region: string().required().forceNew(), urn: string().computed() },
 *     ...handlers
 *   })
 *
 * Everything Terraform asks about a resource, apart from the calls to the API,
 * follows from these fields. The handlers' types follow from them too.
 */
import type { ObjectValue, Type, Value } from './cty';
import { mapObject } from './cty';
import type { Validator } from './validators';

export type Nesting = 'single' | 'list' | 'set' | 'map';

export interface AttributeSpec {
  readonly type: Type;
  /** Attributes of a nested object: protocol 6's nested attributes, not blocks. */
  readonly nested?: { readonly mode: Nesting; readonly fields: Fields };
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly sensitive?: boolean;
  readonly writeOnly?: boolean;
  readonly deprecated?: boolean;
  readonly forceNew?: boolean;
  /** A computed value that an update does not touch stays known in the plan. */
  readonly useStateForUnknown?: boolean;
  readonly default?: Value;
  readonly validators?: readonly Validator[];
  /** Validators of a collection's elements. */
  readonly each?: readonly Validator[] | undefined;
  /** What the state keeps of a configured value (a hash, lower case). Legacy resources only. */
  readonly stateFunc?: (configured: any) => Value;
  /** What the API has when nothing is configured: in the state it is no change. Legacy resources only. */
  readonly apiDefault?: Value;
  /** Two spellings of one value, which make no change. Legacy resources only. */
  readonly diffSuppress?: (prior: any, configured: any) => boolean;
}

/** One attribute; `T` is the type a handler sees. Immutable: each method answers a new one. */
export class Attribute<T> {
  declare readonly value: T;

  constructor(readonly spec: AttributeSpec) {}

  required(): Attribute<NonNullable<T>> {
    return this.with({ required: true });
  }
  optional(): Attribute<T> {
    return this.with({ optional: true });
  }
  computed(): Attribute<T> {
    return this.with({ computed: true });
  }
  /** @param value what Terraform plans when the configuration says nothing */
  default(value: NonNullable<T>): Attribute<NonNullable<T>> {
    return this.with({ optional: true, computed: this.spec.computed ?? false, default: value as Value });
  }
  sensitive(): Attribute<T> {
    return this.with({ sensitive: true });
  }
  writeOnly(): Attribute<T> {
    return this.with({ writeOnly: true });
  }
  deprecated(): Attribute<T> {
    return this.with({ deprecated: true });
  }
  forceNew(): Attribute<T> {
    return this.with({ forceNew: true });
  }
  keepsState(): Attribute<T> {
    return this.with({ useStateForUnknown: true });
  }
  validate(...validators: Validator[]): Attribute<T> {
    return this.with({ validators });
  }
  stored(f: (configured: NonNullable<T>) => NonNullable<T>): Attribute<T> {
    return this.with({ stateFunc: f as AttributeSpec['stateFunc'] });
  }
  assumed(value: NonNullable<T>): Attribute<T> {
    return this.with({ apiDefault: value as Value });
  }
  same(f: (prior: NonNullable<T>, configured: NonNullable<T>) => boolean): Attribute<T> {
    return this.with({ diffSuppress: f });
  }

  private with<U>(more: Partial<AttributeSpec>): Attribute<U> {
    return new Attribute<U>({ ...this.spec, ...more });
  }
}

/** A nested block, as older providers have them. */
export class Block<T> {
  declare readonly value: T;

  constructor(
    readonly mode: 'single' | 'list' | 'set',
    readonly fields: Fields,
    readonly limits: { readonly min?: number; readonly max?: number } = {},
  ) {}
}

export type Field = Attribute<any> | Block<any>;
export type Fields = Readonly<Record<string, Field>>;
export type ValueOf<F extends Fields> = { [K in keyof F]: F[K]['value'] };

export const string = () => new Attribute<string | null>({ type: 'string' });
export const number = () => new Attribute<number | null>({ type: 'number' });
export const bool = () => new Attribute<boolean | null>({ type: 'bool' });
export const dynamic = () => new Attribute<Value | null>({ type: 'dynamic' });
export const list = <T>(of: Attribute<T>) =>
  new Attribute<NonNullable<T>[] | null>({ type: ['list', of.spec.type], each: of.spec.validators });
export const set = <T>(of: Attribute<T>) =>
  new Attribute<NonNullable<T>[] | null>({ type: ['set', of.spec.type], each: of.spec.validators });
export const map = <T>(of: Attribute<T>) =>
  new Attribute<Record<string, NonNullable<T>> | null>({ type: ['map', of.spec.type], each: of.spec.validators });
/** An object type, for `list(object({...}))`: an attribute whose parts have no rules of their own. */
export const object = <F extends Fields>(fields: F) => new Attribute<ValueOf<F> | null>({ type: objectType(fields) });

export const nested = {
  single: <F extends Fields>(fields: F) =>
    new Attribute<ValueOf<F> | null>({ type: objectType(fields), nested: { mode: 'single', fields } }),
  list: <F extends Fields>(fields: F) =>
    new Attribute<ValueOf<F>[] | null>({ type: ['list', objectType(fields)], nested: { mode: 'list', fields } }),
  set: <F extends Fields>(fields: F) =>
    new Attribute<ValueOf<F>[] | null>({ type: ['set', objectType(fields)], nested: { mode: 'set', fields } }),
  map: <F extends Fields>(fields: F) =>
    new Attribute<Record<string, ValueOf<F>> | null>({
      type: ['map', objectType(fields)],
      nested: { mode: 'map', fields },
    }),
};

export const block = {
  single: <F extends Fields>(fields: F) => new Block<ValueOf<F> | null>('single', fields),
  list: <F extends Fields>(fields: F, limits?: Block<any>['limits']) => new Block<ValueOf<F>[]>('list', fields, limits),
  set: <F extends Fields>(fields: F, limits?: Block<any>['limits']) => new Block<ValueOf<F>[]>('set', fields, limits),
};

export function fieldType(field: Field): Type {
  if (field instanceof Attribute) return field.spec.type;
  const type = objectType(field.fields);
  return field.mode === 'single' ? type : [field.mode, type];
}

const objectTypes = new WeakMap<Fields, Type>();

export function objectType(fields: Fields): Type {
  let type = objectTypes.get(fields);
  if (!type) objectTypes.set(fields, (type = ['object', mapObject(fields, fieldType)]));
  return type;
}

// ---- resources and data sources ----

/** Values a handler returns; what it leaves out stays as planned, or as it was. */
export type Result<V> = Partial<V> & { readonly [unlisted: string]: unknown };

export interface Change<V, C> {
  readonly client: C;
  readonly prior: V | null;
  /** What Terraform planned, unknowns as null. */
  readonly planned: V;
  /** The configuration as written: the only place where write-only values are. */
  readonly config: V;
}

export interface PlanDraft {
  readonly prior: ObjectValue | null;
  readonly config: ObjectValue;
  readonly planned: ObjectValue;
  readonly requiresReplace: Set<string>;
}

export interface Resource<F extends Fields = Fields, C = any> {
  readonly fields: F;
  readonly version?: number;
  /** True for providers written with the older SDK; see README. */
  readonly sdkv2?: boolean;
  create(change: Change<ValueOf<F>, C>): Promise<Result<ValueOf<F>>> | Result<ValueOf<F>>;
  read?(state: ValueOf<F>, client: C): Promise<Result<ValueOf<F>> | null>;
  update?(
    change: Change<ValueOf<F>, C> & { readonly prior: ValueOf<F> },
  ): Promise<Result<ValueOf<F>>> | Result<ValueOf<F>>;
  delete?(state: ValueOf<F>, client: C): Promise<void>;
  /** @default the import id becomes `id` */
  import?(id: string): Partial<ValueOf<F>>;
  /** Last word on a plan: what the fields alone cannot say. */
  plan?(draft: PlanDraft): void;
}

export interface DataSource<F extends Fields = Fields, C = any> {
  readonly fields: F;
  read(config: ValueOf<F>, client: C): Promise<Result<ValueOf<F>>>;
}

export interface ProviderDefinition<F extends Fields = Fields, C = any> {
  readonly config: F;
  /** `env` holds what the real provider reads from the environment; a resident one has not Terraform's, so it is handed in. */
  configure(config: ValueOf<F>, env: NodeJS.ProcessEnv): C;
  readonly resources: Readonly<Record<string, Resource<any, C>>>;
  readonly dataSources?: Readonly<Record<string, DataSource<any, C>>>;
}

/** `resource` and `dataSource` for providers with a client of type `C`; they only infer types. */
export const forClient = <C>() => ({
  resource: <F extends Fields>(definition: Resource<F, C>) => definition,
  dataSource: <F extends Fields>(definition: DataSource<F, C>) => definition,
});

/** What the older SDK adds to each resource, and how Terraform is to treat it. */
export const legacyId = { id: string().optional().computed() };
