/** The stand-ins send what the real providers sent, for creation, changes and destruction. */
import {
  describeEdit,
  describeRecorded,
  edited,
  Recordings,
  wantsBackups,
  type Request,
  type Update,
} from './recordings';
import { ThrowawayApi } from './throwaway-api';
import { Workspace } from './workspace';

/** Paths of the resources that the stand-ins have. */
const PATHS = {
  digitalocean:
    /^\/v2\/(account\/keys(\/|$)|vpcs|tags|droplets(?!\/autoscale)|volumes|firewalls|reserved_ips|actions|certificates|databases|domains|monitoring|projects|uptime)(\/|$)?/,
  cloudflare: /^\/client\/v4\/(certificates|zones$|zones\/[^/]+(\/(settings|dns_records|origin_tls_client_auth)|$))/,
};

describeRecorded.each(['digitalocean', 'cloudflare'] as const)('requests of %s', (name) => {
  const recordings = Recordings.available() ? new Recordings(name) : (undefined as never);
  const updates = Recordings.available() ? recordings.updates.filter((one) => !wantsBackups(one)) : [];

  let api: ThrowawayApi;
  let workspace: Workspace;
  let created: readonly Request[];
  let reset: () => Promise<void>;

  /** Applies the base with an edit, and gives what was sent by that, planning aside. Rejects with Terraform's words. */
  const apply = async (set: Update['set'], ...options: string[]): Promise<readonly Request[]> => {
    await workspace.write({ base: edited(recordings.base, set) });
    for (const args of [
      ['plan', '-refresh=false', '-out=plan', ...options],
      ['apply', 'plan'],
    ] as const) {
      api.requests = [];
      const [command, ...rest] = args;
      const { ok, stdout, stderr } = await workspace.run(command, '-no-color', ...rest);
      if (!ok) throw new Error(stderr || stdout);
    }
    return api.requests;
  };

  beforeAll(async () => {
    api = await ThrowawayApi.open();
    workspace = await Workspace.open(recordings, {
      DIGITALOCEAN_API_URL: api.address,
      CLOUDFLARE_BASE_URL: `${api.address}/client/v4`,
    });
    created = await apply({});
    const [restoreApi, restoreState] = [api.snapshot(), await workspace.snapshot()];
    reset = () => {
      restoreApi();
      return restoreState();
    };
  });

  afterAll(async () => {
    await workspace?.close();
    api.close();
  });

  it('creates with the requests recorded', () => {
    expect(writes(name, created)).toEqual(writes(name, recordings.created.requests));
    expect(reads(name, created)).toEqual(reads(name, recordings.created.requests));
  });

  it.each(updates.map((update): [string, Update] => [describeEdit(update.set), update]))(
    'sets %s with the requests recorded',
    async (_, { set, requests }) => {
      await reset();
      const sent = await apply(set);
      expect(writes(name, sent)).toEqual(writes(name, requests));
      expect(reads(name, sent)).toEqual(reads(name, requests));
    },
  );

  it('destroys with the requests recorded', async () => {
    await reset();
    // As recorded, with what the plan finds: a project has what was assigned to it after its creation.
    expect(writes(name, await apply({}, '-destroy', '-refresh=true'))).toEqual(writes(name, recordings.destroyed));
  });
});

describeRecorded('what the local cloud does not have', () => {
  it('is refused by name before anything is sent', async () => {
    const recordings = new Recordings('digitalocean');
    const api = await ThrowawayApi.open();
    const workspace = await Workspace.open(recordings, { DIGITALOCEAN_API_URL: api.address });
    try {
      await workspace.write({ base: edited(recordings.base, { 'digitalocean_droplet.d': { backups: true } }) });
      const { stderr } = await workspace.run('apply', '-auto-approve', '-no-color');
      expect(stderr).toContain('The local cloud has no backups');
      expect(api.requests.filter(({ path }) => path.startsWith('/v2/droplets'))).toEqual([]);
    } finally {
      await workspace.close();
      api.close();
    }
  });
});

/** In no order: Terraform works on several resources at once. */
function writes(name: keyof typeof PATHS, requests: readonly Request[]): string[] {
  return requests
    .filter(({ method, path }) => method !== 'GET' && PATHS[name].test(path))
    .map(({ method, path, body }) => `${method} ${anonymous(path)} ${body ? anonymous(canonical(body)) : ''}`)
    .sort();
}

/** What was looked at, however often. Cloudflare's reads were not recorded. */
function reads(name: keyof typeof PATHS, requests: readonly Request[]): string[] {
  if (name === 'cloudflare') return [];
  const paths = requests.filter(({ method, path }) => method === 'GET' && PATHS[name].test(path));
  return [...new Set(paths.map(({ path }) => anonymous(path)))].sort();
}

/** Without the identifiers that each run makes anew. */
function anonymous(text: string): string {
  return text
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID')
    .replace(/\b[0-9a-f]{32}\b/g, 'HEX')
    .replace(/certificates\/\d+/g, 'certificates/ID')
    .replace(/\b1\d{3}\b/g, 'ID');
}

/** Keys in order, and the members of what Terraform holds as sets. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${key}:${canonical(one)}`).join()}}`;
}
