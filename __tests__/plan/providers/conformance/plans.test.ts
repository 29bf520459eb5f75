/** The stand-ins plan what the real providers planned, and refuse what they refused. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describeEdit, describeRecorded, edited, Recordings, type Mutation, type PlannedChange } from './recordings';
import { Workspace, type ModuleChanges } from './workspace';

const ZONE = {
  id: 'b'.repeat(32),
  name: 'foobar.com',
  status: 'active',
  type: 'full',
  account: { id: 'a'.repeat(32) },
};

/** What data sources read while Terraform plans. */
function dataServer(): Server {
  return createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost');
    const result = pathname.endsWith('/ips')
      ? { etag: 'x', ipv4_cidrs: ['192.0.2.0/24'], ipv6_cidrs: [] }
      : pathname.endsWith('/zones')
        ? [ZONE]
        : ZONE;
    const answer = pathname.startsWith('/v2') ? { ca: { certificate: 'Q0E=' } } : { success: true, result };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
}

describeRecorded.each(['digitalocean', 'cloudflare'] as const)('plans of %s', (name) => {
  const recordings = Recordings.available() ? new Recordings(name) : (undefined as never);
  const mutations = Recordings.available() ? recordings.mutations : [];
  const refusals = Recordings.available() ? recordings.refusals : [];
  const modulesOf = (edits: readonly Mutation[], prefix: string) =>
    Object.fromEntries(edits.map(({ set }, i) => [`${prefix}${i}`, edited(recordings.base, set)]));

  let api: Server;
  let workspace: Workspace;
  let changes: ModuleChanges;
  let refused: Map<string, string>;

  beforeAll(async () => {
    api = dataServer();
    await new Promise<void>((listening) => api.listen(0, '127.0.0.1', listening));
    const address = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
    workspace = await Workspace.open(recordings, {
      DIGITALOCEAN_API_URL: address,
      CLOUDFLARE_BASE_URL: `${address}/client/v4`,
    });
    const all = {
      create: recordings.base,
      unchanged: recordings.base,
      ...modulesOf(mutations, 'mutation'),
      ...modulesOf(refusals, 'refusal'),
    };
    refused = await refusedModules(workspace, recordings, all);
    await prepare(workspace, recordings, without(refused, all));
    const plan = await workspace.plan();
    if (plan.errors.length > 0) throw new Error(JSON.stringify(plan.errors, null, 1));
    changes = plan.changes;
  });

  afterAll(async () => {
    await workspace?.close();
    api.close();
  });

  it('plans every resource from nothing as recorded', () => {
    const ours = changes.create!.map(({ address, actions, unknown }) => ({ address, actions, unknown }));
    expect(sorted(ours)).toEqual(sorted(recordings.created.plan));
  });

  it('plans nothing on the state that the real provider left', () => {
    expect(changes.unchanged).toBeUndefined();
  });

  it.each(mutations.map((mutation, i): [string, number, Mutation] => [describeEdit(mutation.set), i, mutation]))(
    'plans %s as recorded',
    (_, i, { changes: recorded, refused: wanted }) => {
      expect(refused.has(`mutation${i}`)).toBe(wanted !== undefined);
      const expected = recordings.ours(recorded ?? []);
      const planned = sorted(changes[`mutation${i}`] ?? []);
      expect(planned.map(withoutDiff)).toEqual(sorted(expected).map(withoutDiff));
      expect(planned).toMatchObject(sorted(expected).map(comparable));
    },
  );

  it.each(refusals.map((refusal, i): [string, number, Mutation] => [describeEdit(refusal.set), i, refusal]))(
    'refuses %s as recorded',
    (_, i, { accepted = false }) => {
      expect(refused.has(`refusal${i}`)).toBe(!accepted);
    },
  );
});

type Modules = Parameters<Workspace['write']>[0];

/** The modules that validate or plan refuses, and why. What validate refuses hides what plan would, hence the two steps. */
async function refusedModules(
  workspace: Workspace,
  recordings: Recordings,
  all: Modules,
): Promise<Map<string, string>> {
  const refused = new Map<string, string>();
  await prepare(workspace, recordings, all);
  for (const { severity, summary, detail, range } of await workspace.validate())
    if (severity === 'error') refused.set(moduleOf(range?.filename), `${summary}: ${detail}`);
  await prepare(workspace, recordings, without(refused, all));
  for (const { summary, detail, range, address } of (await workspace.plan()).errors)
    refused.set(moduleOf(range?.filename ?? address?.replace(/^module\.([^.]+)\./, '$1/')), `${summary}: ${detail}`);
  return refused;
}

/** All but the module `create` start from the recorded state. */
async function prepare(workspace: Workspace, recordings: Recordings, modules: Modules): Promise<void> {
  await workspace.write(modules);
  const remembered = Object.keys(modules).filter((module) => module !== 'create');
  await workspace.remember(remembered, recordings.state);
}

function without(refused: ReadonlyMap<string, string>, modules: Modules): Modules {
  return Object.fromEntries(Object.entries(modules).filter(([module]) => !refused.has(module)));
}

/** @param file `mutation3/main.tf.json` */
function moduleOf(file: string | undefined): string {
  const module = file?.split('/')[0];
  if (!module) throw new Error('an error of Terraform that belongs to no module');
  return module;
}

function sorted<T extends { readonly address: string }>(changes: readonly T[]): T[] {
  return [...changes].sort((a, b) => a.address.localeCompare(b.address));
}

const withoutDiff = ({ address, actions, replace_paths, unknown }: PlannedChange) => ({
  address,
  actions,
  replace_paths: replace_paths ?? null,
  unknown,
});

const comparable = ({ address, diff = {} }: PlannedChange) => ({ address, diff });
