import { scopesOf } from '../../../../local-cloud/api/digitalocean/scopes';
import { TestCloud } from './cloud';
import { OfficialDescription, isDescribed } from './official-description';
import { anyId } from './openapi-schema';
import { LIVES } from './official-lives';

if (!isDescribed)
  console.warn('SKIPPED: answers are not compared with DigitalOcean’s description of its API, which is not there');
const describeOpenapi = isDescribed ? describe : describe.skip;

describeOpenapi('every answer fits the official description', () => {
  let cloud: TestCloud;
  let description: OfficialDescription;

  beforeAll(async () => {
    cloud = await TestCloud.start();
    description = new OfficialDescription();
  });
  afterAll(() => cloud.stop());

  test('every route that the local cloud has demands the scopes that the description names', () => {
    const routes =
      /^\/v2\/(account|actions|certificates|databases|domains|droplets|firewalls|images|monitoring\/alerts|projects|regions|reserved_ips|sizes|tags|uptime|volumes|vpcs)(\/|$)/;
    // Parts that this cloud answers with 501.
    const absent = /destroy_with|autoscale|\/metrics|\/dangerous|snapshots|peerings|schema-registry|spaces|images/;
    const wrong = Object.entries(description.document.paths)
      .filter(([path]) => routes.test(path) && !absent.test(path))
      .flatMap(([path, methods]) =>
        Object.entries(methods).flatMap(([method, { security }]) => {
          // Of tokens that may do everything.
          const demanded = (security?.[0]?.bearer_auth ?? []).filter((scope) => !/^api:/.test(scope));
          const ours = scopesOf(method.toUpperCase(), path.replace('/v2', '').replace(/\{\w+\}/g, 'x'));
          return demanded.length > 0 && ours.join() !== demanded.join() ? [`${method} ${path}: ${ours.join()}`] : [];
        }),
      );
    expect(wrong).toEqual([]);
  });

  test('every operation is served, or not here by name', async () => {
    const served = new Set((await cloud.routes()).map(anyId));
    const operations = Object.entries(description.document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).flatMap((method) => (/^(get|post|put|patch|delete)$/.test(method) ? [[method, path]] : [])),
    ) as [string, string][];
    const others = operations.filter(([method, path]) => !served.has(`${method.toUpperCase()} ${anyId(path)}`));
    const wrong: string[] = [];
    for (const [method, path] of others) {
      const { status } = await cloud.ask(method.toUpperCase() as 'GET', path.replace(/\{\w+\}/g, '7'));
      if (status !== 501) wrong.push(`${method} ${path}: ${status}`);
    }
    expect(wrong).toEqual([]);
    expect(operations.length - others.length).toBeGreaterThan(100);
  });

  let wrong: string[];
  beforeEach(() => {
    wrong = [];
  });

  /** Asks, and notes what is wrong with the answer. */
  async function ask(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    values: Record<string, string | number> = {},
    body?: object,
  ) {
    const url = path.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
    const answer = await cloud.ask(method, url, body);
    await cloud.cloud.idle();
    const complaint = description.complaints(method, path, answer);
    if (complaint) wrong.push(`${method} ${path} ${answer.status}: ${complaint}`);
    return answer.body;
  }

  test.each(Object.entries(LIVES))('%s', async (_, life) => {
    await life(ask, cloud);
    expect(wrong).toEqual([]);
  });
});
