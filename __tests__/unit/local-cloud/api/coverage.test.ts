import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIVES } from './official-lives';
import { TestCloud } from './cloud';
import type { OpenApi } from './openapi-schema';
import { placesOf } from './request-model';
import { operationOf, section } from './coverage-page';

const PAGE = join(__dirname, '../../../../docs/local-cloud-coverage.md');
const SHARED = join(__dirname, '../../../../../shared');
const DOCUMENT = join(SHARED, 'openapi/digitalocean-v2.json');
const present = existsSync(DOCUMENT) && existsSync(join(SHARED, 'conformance'));
if (!present)
  console.warn(`${SHARED} has no description and no recordings: docs/local-cloud-coverage.md is not compared`);

const INTRODUCTION = `# What the local cloud serves

Written by a test from the routes of the APIs, DigitalOcean's official description, and recordings of what Terraform's own providers sent
(\`UPDATE_GOLDEN=1 npx jest __tests__/unit/local-cloud/api/coverage.test.ts --selectProjects unit --ci=false\`).

| column | what | checked by |
| --- | --- | --- |
| served | operations that are answered, of those that the vendor describes; every other one is 501 with its name | \`__tests__/unit/local-cloud/api/openapi.test.ts\` |
| recorded | operations that Terraform's providers were recorded to use, and that are served; the stand-ins send the same | [CONFORMANCE.md](../local-cloud/providers/CONFORMANCE.md) |
| described | operations whose answers are held against the description's schema | \`openapi.test.ts\` |
| model | random requests, sent at once, are held against a model | \`random-requests.test.ts\` |

Every operation that changes something is refused whole on a full disk (\`full-disk.test.ts\`), and every one of DigitalOcean's demands the scopes of the description.
Random bodies crash none of DigitalOcean's, and what is answered to them is as described (\`fuzz.test.ts\`).
`;

(present ? describe : describe.skip)('docs/local-cloud-coverage.md', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await TestCloud.start();
  });
  afterAll(() => cloud.stop());

  test('says what is served now, and which judges have seen it', async () => {
    const routes = (await cloud.routes()).filter((route) => !/^(HEAD|OPTIONS) /.test(route));
    const below = (prefix: string) => routes.filter((route) => route.split(' ')[1]!.startsWith(`${prefix}/`));
    const { paths } = JSON.parse(readFileSync(DOCUMENT, 'utf8')) as OpenApi;
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods)
        .filter((method) => /^(get|post|put|patch|delete)$/.test(method))
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
    const places = Object.values(placesOf(':zone', ':cluster')).map(({ path }) => path);
    const [v2, v4] = [[...below('/v2'), ...below('/v1')], below('/client/v4')];
    const text = [
      INTRODUCTION,
      section(`DigitalOcean: ${v2.length} of ${described.length} operations`, {
        ...{ described, served: v2, judged: await judged(), recorded: recorded('digitalocean', described) },
        modelled: places.filter((url) => url.startsWith('/v2/')),
      }),
      section(`Cloudflare: ${v4.length} operations`, {
        ...{ described: [], served: v4, judged: [], recorded: recorded('cloudflare', v4) },
        modelled: places.filter((url) => url.startsWith('/client/v4/')),
      }),
      `## Beside them\n\n${[...below('/acme'), ...below('/local'), ...below('/archives')].map((one) => `- \`${one}\``).join('\n')}\n`,
    ].join('\n');
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(PAGE, text);
    expect(readFileSync(PAGE, 'utf8')).toBe(text);
  });

  /** Operations whose answers openapi.test.ts holds against the description. */
  async function judged(): Promise<string[]> {
    const asked = new Set<string>();
    for (const life of Object.values(LIVES))
      await life(async (method, path, values = {}, body) => {
        asked.add(`${method} ${path}`);
        const url = path.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
        const answer = await cloud.ask(method, url, body);
        await cloud.cloud.idle();
        return answer.body;
      }, cloud);
    return [...asked];
  }
});

/** Operations of the recorded requests; of those that none of `known` is, the path with its identifiers taken out. */
function recorded(provider: string, known: readonly string[]): string[] {
  const requests = ['create', 'updates', 'destroy'].flatMap((name) =>
    requestsIn(JSON.parse(readFileSync(join(SHARED, 'conformance', provider, `${name}.json`), 'utf8'))),
  );
  const operations = requests.map(
    (request) => operationOf(request, known) ?? request.replace(/\/[0-9a-f]{32}(?=\/|$)/g, '/:id'),
  );
  return [...new Set(operations)];
}

function requestsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { method, path } = value as Record<string, unknown>;
  if (typeof method === 'string' && typeof path === 'string') return [`${method} ${path.split('?')[0]}`];
  return Object.values(value).flatMap(requestsIn);
}
