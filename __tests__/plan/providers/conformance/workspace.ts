/** Terraform in a folder of its own, with the stand-ins resident in this process. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { askRegistryHost, reattachVariable } from '../../../../local-cloud/providers/reattach';
import { serveResidentProviders, type ResidentProviders } from '../../../../local-cloud/providers/wire/resident';
import type { Configuration, Json, JsonObject, PlannedChange, Recordings, StateResource } from './recordings';

export const TERRAFORM = process.env.TERRAFORM_BINARY_NAME ?? 'terraform';

export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail: string;
  /** Where `validate` saw it: `m12/main.tf.json`. */
  readonly range?: { readonly filename: string };
  /** Where `plan` saw it: `module.m12.digitalocean_droplet.d`. */
  readonly address?: string;
}

export interface Outcome {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Many configurations in one: each is a module, so that one command plans them all. Reading and planning a hundred modules
 * takes Terraform a few seconds; a hundred commands take a minute.
 */
export class Workspace {
  private constructor(
    private readonly directory: string,
    private readonly host: string,
    private readonly resident: ResidentProviders,
    private readonly recordings: Recordings,
  ) {}

  /** @param env what the providers read in place of their environment: where the API is */
  public static async open(recordings: Recordings, env: NodeJS.ProcessEnv): Promise<Workspace> {
    const directory = await mkdtemp(join(tmpdir(), 'conformance-'));
    return new Workspace(directory, await askRegistryHost(TERRAFORM), await serveResidentProviders(env), recordings);
  }

  public async close(): Promise<void> {
    await this.resident.close();
    await rm(this.directory, { recursive: true, force: true });
  }

  /** Writes the modules and `terraform init`s. Rejects with Terraform's words. */
  public async write(modules: Readonly<Record<string, Configuration>>): Promise<void> {
    const terraform = { required_providers: { [this.recordings.name]: { source: this.recordings.source } } };
    await this.writeJson('main.tf.json', {
      terraform,
      provider: { [this.recordings.name]: {} },
      module: Object.fromEntries(Object.keys(modules).map((name) => [name, { source: `./${name}` }])),
    });
    for (const [name, configuration] of Object.entries(modules)) {
      await mkdir(join(this.directory, name), { recursive: true });
      await this.writeJson(`${name}/main.tf.json`, { terraform, ...configuration });
    }
    // What the base reads.
    await writeFile(join(this.directory, 'k.pem'), 'key\n');
    await writeFile(join(this.directory, 'c.pem'), 'cert\n');
    const { ok, stderr } = await this.run('init', '-input=false', '-no-color');
    if (!ok) throw new Error(stderr);
  }

  /** Puts recorded resources into the state of each of the modules. */
  public async remember(modules: readonly string[], resources: readonly StateResource[]): Promise<void> {
    await this.writeJson('terraform.tfstate', {
      version: 4,
      terraform_version: '1.11.4',
      serial: 1,
      lineage: '00000000-0000-4000-8000-000000000000',
      outputs: {},
      resources: modules.flatMap((name) =>
        resources.map(({ type, name: resource, schema_version, values, sensitive_values }) => ({
          module: `module.${name}`,
          mode: 'managed',
          type,
          name: resource,
          provider: `provider["${this.host}/${this.recordings.source}"]`,
          instances: [
            {
              schema_version,
              attributes: stored(type, values),
              sensitive_attributes: Object.keys(sensitive_values)
                .filter((attribute) => sensitive_values[attribute] === true)
                .map((value) => [{ type: 'get_attr', value }]),
            },
          ],
        })),
      ),
    });
  }

  /** Gives what brings the state back to how it is now. */
  public async snapshot(): Promise<() => Promise<void>> {
    const file = join(this.directory, 'terraform.tfstate');
    const saved = await readFile(file);
    return () => writeFile(file, saved);
  }

  public async validate(): Promise<readonly Diagnostic[]> {
    const { stdout } = await this.run('validate', '-json');
    return (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics;
  }

  /** Plans without refreshing. Errors leave the changes empty. */
  public async plan(): Promise<{ readonly errors: readonly Diagnostic[]; readonly changes: ModuleChanges }> {
    const planned = await this.run('plan', '-json', '-input=false', '-refresh=false', '-out=plan');
    const errors = planned.stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => (JSON.parse(line) as { diagnostic?: Diagnostic }).diagnostic)
      .filter((diagnostic) => diagnostic?.severity === 'error') as Diagnostic[];
    if (!planned.ok && errors.length === 0) throw new Error(planned.stderr || planned.stdout);
    return { errors, changes: planned.ok ? await this.planned() : {} };
  }

  public run(...args: string[]): Promise<Outcome> {
    const env = {
      ...process.env,
      CHECKPOINT_DISABLE: '1',
      TF_CLI_CONFIG_FILE: '/dev/null',
      TF_REATTACH_PROVIDERS: reattachVariable(this.resident.reattach, this.host),
    };
    return promisify(execFile)(TERRAFORM, args, { cwd: this.directory, env, maxBuffer: 256 * 1024 * 1024 }).then(
      ({ stdout, stderr }) => ({ ok: true, stdout, stderr }),
      (error: unknown) => ({ ok: false, ...(error as { stdout: string; stderr: string }) }),
    );
  }

  public async schemas(): Promise<JsonObject> {
    const { stdout } = await this.run('providers', 'schema', '-json');
    const all = (JSON.parse(stdout) as { provider_schemas: Record<string, JsonObject> }).provider_schemas;
    return all[`${this.host}/${this.recordings.source}`]!;
  }

  private async planned(): Promise<ModuleChanges> {
    const { stdout } = await this.run('show', '-json', 'plan');
    const { resource_changes = [] } = JSON.parse(stdout) as { resource_changes?: RawChange[] };
    const changes: Record<string, PlannedChange[]> = {};
    for (const { module_address, address, mode, change } of resource_changes) {
      if (mode !== 'managed' || change.actions.join() === 'no-op') continue;
      const module = module_address.replace('module.', '');
      (changes[module] ??= []).push(plannedChange(address.slice(module_address.length + 1), change));
    }
    return changes;
  }

  private writeJson(file: string, content: object): Promise<void> {
    return writeFile(join(this.directory, file), JSON.stringify(content, null, 1));
  }
}

export type ModuleChanges = Readonly<Record<string, readonly PlannedChange[]>>;

interface RawChange {
  readonly address: string;
  readonly module_address: string;
  readonly mode: string;
  readonly change: {
    readonly actions: string[];
    readonly before: JsonObject | null;
    readonly after: JsonObject;
    readonly after_unknown: JsonObject;
    readonly replace_paths?: Json;
  };
}

function plannedChange(address: string, { actions, before, after, after_unknown, replace_paths }: RawChange['change']) {
  const unknown = Object.keys(after_unknown)
    .filter((name) => isUnknown(after_unknown[name]!))
    .sort();
  const diff = Object.keys(after)
    .filter((name) => before && !unknown.includes(name) && JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map((name): [string, [Json, Json]] => [name, [before![name] ?? null, after[name] ?? null]]);
  return { address, actions, ...(replace_paths && { replace_paths }), diff: Object.fromEntries(diff), unknown };
}

/** As the recordings count: an attribute, or an element of it; not a part of a block. */
function isUnknown(value: Json): boolean {
  return value === true || (Array.isArray(value) && value.includes(true));
}

/** A value as the state file has it: `show -json` leaves out the type that a dynamic attribute carries. */
function stored(type: string, values: JsonObject): JsonObject {
  if (type === 'cloudflare_zone_setting') return { ...values, value: typed(values.value!) };
  if (type !== 'cloudflare_dns_record' || !values.data) return values;
  const data = values.data as JsonObject;
  return { ...values, data: { ...data, flags: data.flags === null ? null : typed(data.flags!) } };
}

function typed(value: Json): JsonObject {
  return { value, type: typeOf(value) };
}

function typeOf(value: Json): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return ['object', Object.fromEntries(Object.entries(value).map(([name, one]) => [name, typeOf(one)]))];
  if (Array.isArray(value)) return ['tuple', value.map(typeOf)];
  return { string: 'string', number: 'number', boolean: 'bool' }[typeof value as 'string'];
}
