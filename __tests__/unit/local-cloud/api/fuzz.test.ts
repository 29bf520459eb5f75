/** Random requests to every operation of DigitalOcean that is served: none crashes it, and every answer is as described. */
import fc from 'fast-check';
import { TestCloud } from './cloud';
import { OfficialDescription, isDescribed } from './official-description';
import { anyId, type Json } from './openapi-schema';
import { bodiesOf } from './random-bodies';

/** Of each operation. More, and of another seed: FUZZ_RUNS, FUZZ_SEED. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 8);
const SEED = Number(process.env.FUZZ_SEED ?? 22);
/** Refusals that every operation may have, though the description does not name them. */
const REFUSALS = [400, 403, 404, 405, 409, 412, 422, 501];

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

if (!isDescribed) console.warn('SKIPPED: no random requests, for DigitalOcean’s description of its API is not there');

(isDescribed ? describe : describe.skip)('random requests', () => {
  const description = isDescribed ? new OfficialDescription() : (undefined as never);
  let cloud: TestCloud;
  let ids: Readonly<Record<string, string>>;

  beforeAll(async () => {
    cloud = await TestCloud.start();
    ids = await somethingOfEach(cloud);
  });
  afterAll(() => cloud.stop());

  test('crash nothing, and are answered as the description says', async () => {
    const served = new Set((await cloud.routes()).map(anyId));
    const operations = Object.entries(description.document.paths)
      .flatMap(([path, methods]) =>
        Object.keys(methods)
          .map((method) => ({ method: method.toUpperCase() as Method, path }))
          .filter((one) => served.has(`${one.method} ${anyId(path)}`) && path.startsWith('/v2/')),
      )
      // What is deleted is asked for by no other.
      .sort((a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE'));
    expect(operations.length).toBeGreaterThan(100);
    const wrong = new Set<string>();
    const carriedOut = new Set<string>();
    for (const { method, path } of operations) {
      const schema = bodySchema(method, path);
      const bodies = schema === undefined ? fc.constant(undefined) : bodiesOf(description, schema);
      for (const [sent, dice] of fc.sample(fc.tuple(bodies, fc.nat(9)), { numRuns: RUNS, seed: SEED })) {
        const url = path.replace(/\{(\w+)\}/g, (_, name: string) => (dice > 0 && ids[name]) || 'nothing');
        // A text would be sent as it is, not as JSON.
        const body = typeof sent === 'string' ? [sent] : sent;
        const answer = await cloud.ask(method, url, body as object | undefined);
        if (answer.status < 300) carriedOut.add(`${method} ${path}`);
        const complaint = complaintOf(method, path, answer);
        if (complaint) wrong.add(`${method} ${path} ${answer.status}: ${complaint} <- ${JSON.stringify(body)}`);
      }
      await cloud.cloud.idle();
    }
    expect([...wrong]).toEqual([]);
    // Or the requests would be too random to say much.
    expect(carriedOut.size).toBeGreaterThan(operations.length / 2);
  }, 300_000);

  function bodySchema(method: Method, path: string): unknown {
    const operation = description.document.paths[path]![method.toLowerCase()] as { requestBody?: unknown };
    const content = description.resolve(operation.requestBody).content as Record<string, Json> | undefined;
    return content?.['application/json']?.schema;
  }

  function complaintOf(method: Method, path: string, answer: Awaited<ReturnType<TestCloud['ask']>>): string {
    const { status, body } = answer;
    if (description.describesStatus(method, path, status)) return description.complaints(method, path, answer);
    if (!REFUSALS.includes(status)) return `unexpected: ${JSON.stringify(body)}`;
    const { id, message } = (body ?? {}) as Json;
    return typeof id === 'string' && typeof message === 'string' ? '' : `no refusal: ${JSON.stringify(body)}`;
  }
});

/** A resource of each kind; their ids by the names that the description's paths have for them. */
async function somethingOfEach(cloud: TestCloud): Promise<Readonly<Record<string, string>>> {
  const make = async (url: string, body: object): Promise<any> => {
    const { body: made } = await cloud.ask('POST', url, body);
    await cloud.cloud.idle();
    return made;
  };
  const droplet_id = await cloud.newDroplet({ tags: ['web'] });
  const { key } = { key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHFvY8iVJ1zqgUqLfHgR8Z1FfrD3eq3bY9rS3lJc9zF7' };
  const policy = {
    ...{ type: 'v1/insights/droplet/cpu', description: 'busy', compare: 'GreaterThan', value: 90, window: '5m' },
    ...{ entities: [], tags: [], alerts: { email: ['a@example.com'], slack: [] }, enabled: true },
  };
  const check = { name: 'site', target: 'https://www.foobar.com', type: 'https', regions: null, enabled: true };
  const cluster = { name: 'shop', engine: 'mysql', version: '8', size: 'db-s-1vcpu-2gb', region: 'fra1', num_nodes: 1 };
  const check_id = (await make('/v2/uptime/checks', check)).check.id;
  const alert = { name: 'down', type: 'down', period: '2m', notifications: { email: ['a@example.com'], slack: [] } };
  const database_cluster_uuid = (await make('/v2/databases', cluster)).database.id;
  await make(`/v2/databases/${database_cluster_uuid}/users`, { name: 'app' });
  await make(`/v2/databases/${database_cluster_uuid}/dbs`, { name: 'app' });
  await make(`/v2/databases/${database_cluster_uuid}/replicas`, { name: 'copy' });
  await make('/v2/domains', { name: 'example.com' });
  const mx = { type: 'MX', data: 'mail.example.com.', priority: 10 };
  const record = await make('/v2/domains/example.com/records', mx);
  return {
    ...{ check_id, database_cluster_uuid, domain_name: 'example.com', tag_id: 'web', image_id: 'debian-13-x64' },
    ...{ username: 'app', database_name: 'app', replica_name: 'copy', migration_id: '1' },
    droplet_id: String(droplet_id),
    domain_record_id: String(record.domain_record.id),
    alert_id: (await make(`/v2/uptime/checks/${check_id}/alerts`, alert)).alert.id,
    alert_uuid: (await make('/v2/monitoring/alerts', policy)).policy.uuid,
    firewall_id: (await make('/v2/firewalls', { name: 'web', tags: ['web'] })).firewall?.id ?? '',
    project_id: (await make('/v2/projects', { name: 'shop', purpose: 'Web Application' })).project.id,
    reserved_ip: (await make('/v2/reserved_ips', { region: 'fra1' })).reserved_ip.ip,
    ssh_key_identifier: String((await make('/v2/account/keys', { name: 'a', public_key: key })).ssh_key.id),
    volume_id: (await make('/v2/volumes', { name: 'data', region: 'fra1', size_gigabytes: 1 })).volume.id,
    vpc_id: (await make('/v2/vpcs', { name: 'own', region: 'fra1' })).vpc.id,
  };
}
