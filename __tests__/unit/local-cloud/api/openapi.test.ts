import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { scopesOf } from '../../../../local-cloud/api/digitalocean/scopes';
import { TestCloud, type Answer } from './cloud';
import { anyId, asJsonSchema, type Json, type OpenApi } from './openapi-schema';
import { LIVES } from './official-lives';

const DOCUMENT = join(__dirname, '../../../../../shared/openapi/digitalocean-v2.json');
const present = existsSync(DOCUMENT);
if (!present)
  console.warn(`${DOCUMENT} is not there: answers are not compared with DigitalOcean's description of its API`);
const describeOpenapi = present ? describe : describe.skip;

describeOpenapi('every answer fits the official description', () => {
  let cloud: TestCloud;
  let document: OpenApi;
  let ajv: Ajv;
  const compiled = new Map<string, ValidateFunction>();

  beforeAll(async () => {
    cloud = await TestCloud.start();
    document = asJsonSchema(JSON.parse(readFileSync(DOCUMENT, 'utf8'))) as OpenApi;
    ajv = new Ajv({ strict: false, unicodeRegExp: false, validateFormats: false });
    addFormats(ajv);
    ajv.addSchema(document, 'openapi');
  });
  afterAll(() => cloud.stop());

  test('every route that the local cloud has demands the scopes that the description names', () => {
    const routes =
      /^\/v2\/(account|actions|certificates|databases|domains|droplets|firewalls|images|monitoring\/alerts|projects|regions|reserved_ips|sizes|tags|uptime|volumes|vpcs)(\/|$)/;
    // Parts that this cloud answers with 501.
    const absent = /destroy_with|autoscale|\/metrics|\/dangerous|snapshots|peerings|schema-registry|spaces|images/;
    const wrong = Object.entries(document.paths)
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
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
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

  /** What is wrong with an answer, in the words of the description; empty when nothing is. */
  function complaints(method: string, path: string, { status, body, headers }: Answer): string {
    const pointer = (key: string) => key.replace(/~/g, '~0').replace(/\//g, '~1');
    let response = document.paths[path]?.[method]?.responses[String(status)] as Json | undefined;
    if (!response) return `no response ${status} to ${method} ${path}`;
    let base = `openapi#/paths/${pointer(path)}/${method}/responses/${status}`;
    if (typeof response.$ref === 'string') {
      base = `openapi${response.$ref}`;
      response = response.$ref
        .slice(2)
        .split('/')
        .reduce<Json>((at, key) => at[key.replace(/~1/g, '/').replace(/~0/g, '~')] as Json, document as never);
    }
    // It names the type of bodies that are not there, too.
    const named = Object.keys(response.headers ?? {}).filter((name) => name !== 'content-type');
    const absent = named.filter((name) => !(name in headers));
    if (absent.length > 0) return `no header ${absent.join(', ')}`;
    if (!response.content) return body === undefined ? '' : 'a body where none is';
    const ref = `${base}/content/application~1json/schema`;
    let validate = compiled.get(ref);
    if (!validate) compiled.set(ref, (validate = ajv.compile({ $ref: encodeURI(ref) })));
    return validate(body) ? '' : ajv.errorsText(validate.errors);
  }

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
    const complaint = complaints(method.toLowerCase(), path, answer);
    if (complaint) wrong.push(`${method} ${path} ${answer.status}: ${complaint}`);
    return answer.body;
  }

  test.each(Object.entries(LIVES))('%s', async (_, life) => {
    await life(ask, cloud);
    expect(wrong).toEqual([]);
  });
});
