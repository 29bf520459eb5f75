import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { State, Token } from './model';
import { createOriginCa } from './cloudflare/origin-ca';
import { scopesProblem } from './digitalocean/scopes';
import { addDefaultVpcs } from './digitalocean/default-vpcs';
import { addDefaultProject } from './digitalocean/projects/default-project';

/** The zone that a fresh cloud has, as a domain has long been at Cloudflare when its site is built. */
export const FIRST_ZONE = 'foobar.com';

export function stateFile(stateDir: string): string {
  return join(stateDir, 'state.json');
}

/**
 * The clouds' memory in one file, written atomically: a process that is killed at any moment comes back with all that it had
 * answered. Changes are made on `state`; `save` resolves when they are on disk.
 */
export class Store {
  private writing: Promise<void> | undefined;
  private waiting: Promise<void> | undefined;
  private written = '';

  private constructor(
    public readonly state: State,
    /** All that the run writes. */
    public readonly directory: string,
  ) {}

  public static async open(stateDir: string, run: string): Promise<Store> {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    const path = stateFile(stateDir);
    const text = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    const store = new Store(text === undefined ? await newState(run) : readState(text, path, run), stateDir);
    // A start that changes nothing writes nothing: it works on a full disk.
    store.written = text ?? '';
    addMissingLists(store.state);
    addDefaultVpcs(store.state);
    addDefaultProject(store.state);
    await store.save();
    return store;
  }

  /** Changes made while a write is under way share the next one. */
  public save(): Promise<void> {
    if (!this.writing) return (this.writing = this.write());
    // A write that failed fails its own callers; the next one is tried all the same.
    this.waiting ??= this.writing
      .catch(() => undefined)
      .then(() => {
        this.waiting = undefined;
        return (this.writing = this.write());
      });
    return this.waiting;
  }

  /** Never with "404" in it: the real provider looks for that text in errors, and errors hold the URL. */
  public nextId(): number {
    do this.state.nextId += 1;
    while (String(this.state.nextId).includes('404'));
    return this.state.nextId;
  }

  /** Refuses scopes that DigitalOcean would not give to a token. */
  public issueToken(api: Token['api'], scopes: Token['scopes'] = null): string {
    const problem = api === 'digitalocean' ? scopesProblem(scopes ?? []) : undefined;
    if (problem) throw new Error(problem);
    const token =
      api === 'digitalocean' ? `dop_v1_${randomBytes(32).toString('hex')}` : randomBytes(20).toString('hex');
    this.state.tokens.push({ api, token, scopes });
    return token;
  }

  private async write(): Promise<void> {
    // `save` sets `writing` first.
    await Promise.resolve();
    try {
      const text = JSON.stringify(this.state);
      if (text === this.written) return;
      await writeFileAtomic(stateFile(this.directory), text, { mode: 0o600 });
      this.written = text;
    } finally {
      this.writing = undefined;
    }
  }
}

function readState(text: string, path: string, run: string): State {
  const state = JSON.parse(text) as State;
  if (state.version !== 1)
    throw new Error(
      `${path} was written by another version of the local cloud: remove it with \`npm run local -- down\``,
    );
  if (state.run !== run)
    throw new Error(
      `${path} belongs to the run '${state.run}', not to '${run}': set LOCAL_CLOUD_RUN or LOCAL_CLOUD_STATE`,
    );
  return state;
}

/** What a state of an earlier version does not have. */
function addMissingLists(state: { -readonly [K in 'domains' | 'projects' | 'certificates']?: State[K] }): void {
  state.domains ??= [];
  state.projects ??= [];
  state.certificates ??= [];
}

async function newState(run: string): Promise<State> {
  return {
    version: 1,
    run,
    nextId: 100_000_100,
    tokens: [],
    accountId: newHexId(),
    originCa: await createOriginCa(),
    sshKeys: [],
    tags: [],
    vpcs: [],
    droplets: [],
    volumes: [],
    reservedIps: [],
    firewalls: [],
    actions: [],
    zones: [newZone(FIRST_ZONE)],
    domains: [],
    projects: [],
    certificates: [],
  };
}

export function newZone(name: string): State['zones'][number] {
  const createdOn = new Date().toISOString();
  return {
    id: newHexId(),
    name,
    createdOn,
    records: [],
    settings: {},
    originPullCertificates: [],
    originPullsEnabled: false,
    certificates: [],
  };
}

/** Cloudflare's form of an id. */
export function newHexId(): string {
  return randomUUID().replace(/-/g, '');
}
