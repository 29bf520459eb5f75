import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { terraformBinary } from '../host/terraform-binary';
import { run } from '../host/run';

interface Resource {
  readonly address: string;
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

interface Change {
  readonly address: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: { readonly size?: string } | null;
    readonly after: { readonly size?: string } | null;
  };
}

/** A plan that can be carried out as it was read. */
interface SavedPlan {
  apply(): Promise<void>;
  /** Deletes the plan: it holds secrets. */
  discard(): void;
}

export interface ReplacementPlan extends SavedPlan {
  /** Addresses of all that would change. */
  readonly changed: readonly string[];
  /** Size slugs of the droplet that is replaced. */
  readonly size: { readonly before: string; readonly after: string };
}

/** Addresses of all that a plan changes. */
export function changedIn(
  changes: readonly { readonly address: string; readonly change: Pick<Change['change'], 'actions'> }[],
): readonly string[] {
  return changes
    .filter(({ change }) => !change.actions.every((action) => action === 'no-op' || action === 'read'))
    .map(({ address }) => address);
}

/** What an operator needs of Terraform. */
export interface Replacing {
  /** Address of the droplet of that name. */
  dropletOf(node: string): Promise<string>;
  planReplacement(address: string): Promise<ReplacementPlan>;
}

const NOT_INITIALIZED = /(terraform|tofu) init|[Ii]nitializ/;
const NO_OUTPUT = /Output "[^"]*" not found|No outputs found/;

/** Terraform on the configuration that the last deploy has synthesized. */
export class Terraform implements Replacing {
  /** @param directory of the stack; @param env what its providers and variables need, beside this process's own */
  public constructor(
    private readonly directory: string,
    private readonly env: NodeJS.ProcessEnv = {},
  ) {}

  /** In JSON; undefined when the state has none of that name. */
  public async output(name: string): Promise<string | undefined> {
    const read = () => this.run('output', '-json', name);
    return read()
      .catch(async (error: Error) => {
        // A directory that was synthesized and never deployed from: the state may be elsewhere.
        if (!NOT_INITIALIZED.test(error.message)) throw error;
        await this.run('init', '-input=false');
        return read();
      })
      .catch((error: Error) => {
        if (NO_OUTPUT.test(error.message)) return undefined;
        throw error;
      });
  }

  public async dropletOf(node: string): Promise<string> {
    const state = JSON.parse(await this.run('show', '-json')) as {
      values?: { root_module: { resources?: readonly Resource[] } };
    };
    const found = state.values?.root_module.resources?.find(
      ({ type, values }) => type === 'digitalocean_droplet' && values.name === node,
    );
    if (!found) throw new Error(`Terraform's state has no droplet ${node}`);
    return found.address;
  }

  public async planReplacement(address: string): Promise<ReplacementPlan> {
    const { json, ...plan } = await this.plan(`-replace=${address}`);
    try {
      const { resource_changes: changes = [] } = JSON.parse(json) as { resource_changes?: readonly Change[] };
      const changed = changedIn(changes);
      const droplet = changes.find((one) => one.address === address)?.change;
      const size = { before: droplet?.before?.size ?? '', after: droplet?.after?.size ?? '' };
      return { changed, size, ...plan };
    } catch (error) {
      plan.discard();
      throw error;
    }
  }

  /** Terraform saves a plan with all variables in clear: in a directory that only this user may enter, until it is discarded. */
  public async plan(...options: readonly string[]): Promise<SavedPlan & { readonly json: string }> {
    const directory = mkdtempSync(join(tmpdir(), 'plan-'));
    const file = join(directory, 'plan');
    const discard = () => rmSync(directory, { recursive: true, force: true });
    try {
      await this.run('plan', '-input=false', ...options, `-out=${file}`);
      const json = await this.run('show', '-json', file);
      return { json, discard, apply: async () => void (await this.run('apply', '-input=false', file)) };
    } catch (error) {
      discard();
      throw error;
    }
  }

  public run(...args: readonly string[]): Promise<string> {
    return run(terraformBinary(), [`-chdir=${this.directory}`, ...args], { env: this.env });
  }
}
