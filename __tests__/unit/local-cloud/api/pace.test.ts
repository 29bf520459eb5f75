import { withFakeClock } from '../../fake-clock';
import { TestCloud } from './cloud';

const DROPLET = { name: 'web-1', region: 'fra1', size: 's-1vcpu-1gb', image: 'debian-13-x64' };
const CLUSTER = { name: 'shop', engine: 'mysql', version: '8', size: 'db-s-1vcpu-2gb', region: 'fra1', num_nodes: 1 };

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await TestCloud.start({ onPaper: true, pace: 'real' });
});
afterEach(() => cloud.stop());

/** Time passes; and then this process does what is due, on its own clock. */
const atRealPace = (work: (pass: (seconds: number) => Promise<void>) => Promise<void>) =>
  withFakeClock({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.now() }, (clock) =>
    work(async (seconds) => {
      await clock.tickAsync(seconds * 1000);
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      await cloud.cloud.store.save();
    }),
  );

test('a droplet is new for 30 s, and its action in progress', () =>
  atRealPace(async (pass) => {
    const { droplet, links } = (await cloud.ask('POST', '/v2/droplets', DROPLET)).body;
    const seen = async () => [
      (await cloud.ask('GET', `/v2/droplets/${droplet.id}`)).body.droplet.status,
      (await cloud.ask('GET', `/v2/actions/${links.actions[0].id}`)).body.action.status,
    ];
    await pass(29);
    expect(await seen()).toEqual(['new', 'in-progress']);
    await pass(2);
    expect(await seen()).toEqual(['active', 'completed']);
  }));

test('what an action does is done when the action is', () =>
  atRealPace(async (pass) => {
    const { droplet } = (await cloud.ask('POST', '/v2/droplets', DROPLET)).body;
    await pass(31);
    const path = `/v2/droplets/${droplet.id}`;
    const { action } = (await cloud.ask('POST', `${path}/actions`, { type: 'power_off' })).body;
    const seen = async () => [
      (await cloud.ask('GET', path)).body.droplet.status,
      (await cloud.ask('GET', `/v2/actions/${action.id}`)).body.action.status,
    ];
    await pass(7);
    expect(await seen()).toEqual(['active', 'in-progress']);
    await pass(2);
    expect(await seen()).toEqual(['off', 'completed']);
  }));

test('a volume takes 5 s to be attached', () =>
  atRealPace(async (pass) => {
    const { droplet } = (await cloud.ask('POST', '/v2/droplets', DROPLET)).body;
    await pass(31);
    const { volume } = (await cloud.ask('POST', '/v2/volumes', { name: 'd', region: 'fra1', size_gigabytes: 1 })).body;
    const attach = { type: 'attach', droplet_id: droplet.id };
    const { action } = (await cloud.ask('POST', `/v2/volumes/${volume.id}/actions`, attach)).body;
    const status = async () => (await cloud.ask('GET', `/v2/actions/${action.id}`)).body.action.status;
    await pass(4);
    expect(await status()).toBe('in-progress');
    await pass(2);
    expect(await status()).toBe('completed');
  }));

test('a database cluster is being created for four minutes', () =>
  atRealPace(async (pass) => {
    const { id } = (await cloud.ask('POST', '/v2/databases', CLUSTER)).body.database;
    const status = async () => {
      void cloud.cloud.databases.settle(cloud.cloud.state.managedMysql!.clusters[0]!);
      await pass(0);
      return (await cloud.ask('GET', `/v2/databases/${id}`)).body.database.status;
    };
    await pass(230);
    expect(await status()).toBe('creating');
    await pass(11);
    expect(await status()).toBe('online');
  }));

test('a process that ends waits for nothing', async () => {
  await cloud.ask('POST', '/v2/droplets', DROPLET);
  const begun = Date.now();
  cloud.cloud.pace.close();
  await cloud.cloud.idle();
  expect(Date.now() - begun).toBeLessThan(10_000);
  expect(cloud.cloud.state.droplets[0]!.status).toBe('active');
});
