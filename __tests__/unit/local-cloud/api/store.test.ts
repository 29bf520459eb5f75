import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cloud } from '../../../../local-cloud/api/cloud';
import { createApi } from '../../../../local-cloud/api/server';
import { Store } from '../../../../local-cloud/api/store';
import { MemoryRuntime } from '../../../../local-cloud/memory-runtime';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'store-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('what was answered is on disk: another process finds all of it, and makes it real again', async () => {
  const store = await Store.open(directory, 'test');
  const token = store.issueToken('digitalocean');
  const api = createApi(new Cloud(store, new MemoryRuntime(), () => undefined));
  const payload = { name: 'web-1', region: 'fra1', size: 's-1vcpu-1gb', image: 'debian-13-x64' };
  const answer = await api.inject({
    method: 'POST',
    url: '/v2/droplets',
    payload,
    headers: { authorization: `Bearer ${token}` },
  });
  const { id } = answer.json<{ droplet: { id: number } }>().droplet;
  // The first process ends here, without a word.
  const runtime = new MemoryRuntime();
  const second = new Cloud(await Store.open(directory, 'test'), runtime, () => undefined);
  await second.reconcile();
  await second.idle();
  expect(second.state.droplets).toMatchObject([{ id, name: 'web-1', status: 'active' }]);
  expect(second.state.tokens).toMatchObject([{ token }]);
  expect(runtime.calls).toEqual([`powerOn ${id}`]);
  await api.close();
});

test('a volume that was promised to a droplet is attached at the next start', async () => {
  const store = await Store.open(directory, 'test');
  const api = createApi(new Cloud(store, new MemoryRuntime(), () => undefined));
  const headers = { authorization: `Bearer ${store.issueToken('digitalocean')}` };
  const ask = (url: string, payload: object) => api.inject({ method: 'POST', url, payload, headers });
  await ask('/v2/droplets', { name: 'mysql-1', region: 'fra1', size: 's-1vcpu-1gb', image: 'debian-13-x64' });
  await ask('/v2/volumes', { name: 'data', region: 'fra1', size_gigabytes: 1 });
  const [{ id: droplet }, { id: volume }] = [store.state.droplets[0]!, store.state.volumes[0]!];
  await ask(`/v2/volumes/${volume}/actions`, { type: 'attach', droplet_id: droplet });
  await api.close();
  const runtime = new MemoryRuntime();
  const second = new Cloud(await Store.open(directory, 'test'), runtime, () => undefined);
  await second.reconcile();
  await second.idle();
  expect(runtime.calls).toEqual([`createVolume ${volume}`, `powerOn ${droplet}`, `attachVolume ${volume} ${droplet}`]);
});

test('a droplet whose deletion was interrupted goes at the next start', async () => {
  const store = await Store.open(directory, 'test');
  const cloud = new Cloud(store, new MemoryRuntime(), () => undefined);
  const token = store.issueToken('digitalocean');
  const api = createApi(cloud);
  const payload = { name: 'web-1', region: 'fra1', size: 's-1vcpu-1gb', image: 'debian-13-x64' };
  await api.inject({ method: 'POST', url: '/v2/droplets', payload, headers: { authorization: `Bearer ${token}` } });
  await cloud.idle();
  store.state.droplets[0]!.deleting = true;
  await store.save();
  await api.close();
  const second = new Cloud(await Store.open(directory, 'test'), new MemoryRuntime(), () => undefined);
  await second.reconcile();
  await second.idle();
  expect(second.state.droplets).toEqual([]);
});

test('the file is readable by its owner alone, for it holds tokens and keys', async () => {
  await Store.open(directory, 'test');
  expect(statSync(join(directory, 'state.json')).mode & 0o077).toBe(0);
});

test('refuses the state of another run', async () => {
  await Store.open(directory, 'test');
  await expect(Store.open(directory, 'other')).rejects.toThrow("belongs to the run 'test', not to 'other'");
});

test('ids never hold 404: the real provider looks for that in errors, which hold the URL', async () => {
  const store = await Store.open(directory, 'test');
  store.state.nextId = 100_000_403;
  expect(store.nextId()).toBe(100_000_405);
});

test('a start that changes nothing writes nothing', async () => {
  const before = await Store.open(directory, 'test');
  before.state.tags.push('kept');
  await before.save();
  const file = join(directory, 'state.json');
  const { ino } = statSync(file);
  const after = await Store.open(directory, 'test');
  expect(after.state.tags).toEqual(['kept']);
  // Each write makes another file.
  expect(statSync(file).ino).toBe(ino);
});

test('a state of an earlier version has what it did not know of: no domains and certificates, and the default project', async () => {
  const before = await Store.open(directory, 'test');
  const known = Object.entries(before.state).filter(([key]) => !['certificates', 'domains', 'projects'].includes(key));
  writeFileSync(join(directory, 'state.json'), JSON.stringify(Object.fromEntries(known)));
  const { state } = await Store.open(directory, 'test');
  expect(state).toMatchObject(Object.fromEntries(known));
  expect([state.domains, state.certificates]).toEqual([[], []]);
  expect(state.projects).toMatchObject([{ name: 'Default', isDefault: true }]);
});
