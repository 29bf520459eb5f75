import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { Answer } from './cloud';
import { asJsonSchema, type Json, type OpenApi } from './openapi-schema';

const FILE = join(__dirname, '../../../../../shared/openapi/digitalocean-v2.json');
export const isDescribed = existsSync(FILE);

/** DigitalOcean's own description of its API. */
export class OfficialDescription {
  public readonly document = asJsonSchema(JSON.parse(readFileSync(FILE, 'utf8'))) as OpenApi;
  private readonly ajv = new Ajv({ strict: false, unicodeRegExp: false, validateFormats: false });
  private readonly compiled = new Map<string, ValidateFunction>();

  public constructor() {
    addFormats(this.ajv);
    this.ajv.addSchema(this.document, 'openapi');
  }

  /** What a reference leads to; any other value is itself. */
  public resolve(value: unknown): Json {
    const { $ref } = (value ?? {}) as { $ref?: unknown };
    if (typeof $ref !== 'string') return (value ?? {}) as Json;
    const keys = $ref
      .slice(2)
      .split('/')
      .map((key) => key.replace(/~1/g, '/').replace(/~0/g, '~'));
    return this.resolve(keys.reduce<Json>((at, key) => at[key] as Json, this.document as never));
  }

  public describesStatus(method: string, path: string, status: number): boolean {
    return this.document.paths[path]?.[method.toLowerCase()]?.responses[String(status)] !== undefined;
  }

  /** What is wrong with an answer, in the words of the description; empty when nothing is. */
  public complaints(name: string, path: string, { status, body, headers }: Answer): string {
    const method = name.toLowerCase();
    const pointer = (key: string) => key.replace(/~/g, '~0').replace(/\//g, '~1');
    const declared = this.document.paths[path]?.[method]?.responses[String(status)] as Json | undefined;
    if (!declared) return `no response ${status} to ${method} ${path}`;
    const base =
      typeof declared.$ref === 'string'
        ? `openapi${declared.$ref}`
        : `openapi#/paths/${pointer(path)}/${method}/responses/${status}`;
    const response = this.resolve(declared);
    // It names the type of bodies that are not there, too.
    const named = Object.keys(response.headers ?? {}).filter((header) => header !== 'content-type');
    const absent = named.filter((header) => !(header in headers));
    if (absent.length > 0) return `no header ${absent.join(', ')}`;
    if (!response.content) return body === undefined ? '' : 'a body where none is';
    const ref = `${base}/content/application~1json/schema`;
    let validate = this.compiled.get(ref);
    if (!validate) this.compiled.set(ref, (validate = this.ajv.compile({ $ref: encodeURI(ref) })));
    return validate(body) ? '' : this.ajv.errorsText(validate.errors);
  }
}
