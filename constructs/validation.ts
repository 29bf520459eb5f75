import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { ALLOW_UNKNOWN, type DatedList } from './dated-list';

/**
 * Collects what is wrong with the props of one construct and reports all of it at synth, with the construct's path in
 * front: `[site/database] 'nodes' must be odd to keep a majority, got 4 (use 3, 5 or 7)`. Values that Terraform will only
 * know at apply pass every check, but where the shape of the stack or a rendered text depends on them.
 */
export class PropChecks {
  private readonly problems: string[] = [];

  public constructor(private readonly construct: Construct) {
    construct.node.addValidation({ validate: () => this.problems });
  }

  /** Requires `holds`; `rule` completes "'prop' must ...", `remedy` says what to write instead. */
  public require(holds: boolean, prop: string, rule: string, value: unknown, remedy: string): void {
    if (!holds) this.problems.push(problem(prop, rule, value, remedy));
  }

  /** Runs `test` unless the value is a token. A value of another type, which `any` lets in, ends the construction with the message. */
  public check<T>(prop: string, value: T, test: (value: T) => boolean, rule: string, remedy: Remedy<T>): void {
    if (isToken(value)) return;
    let holds: boolean;
    try {
      holds = test(value);
    } catch {
      const type = value === undefined || value === null ? 'be given' : rule;
      throw this.wrongType(prop, type, value, typeof remedy === 'string' ? remedy : 'write it as text');
    }
    if (!holds) this.require(false, prop, rule, value, typeof remedy === 'string' ? remedy : remedy(value));
  }

  /** Runs `test` on each value that is no token; the list itself may be one. */
  public each<T>(
    prop: string,
    values: readonly T[],
    test: (value: T) => boolean,
    rule: string,
    remedy: Remedy<T>,
  ): void {
    if (isToken(values)) return;
    this.list(prop, values);
    for (const value of values) this.check(prop, value, test, rule, remedy);
  }

  /** Of what decides which resources there are, or stands in their names. True when it is known. */
  public requireResolved(prop: string, value: unknown): boolean {
    const holds = !isToken(value);
    this.require(holds, prop, 'be known at synth', value, 'write the value itself, not one that Terraform computes');
    return holds;
  }

  /** Known at synth, too: a number that Terraform computes cannot be counted with, and cannot stand in a rendered text. */
  public wholeNumber(prop: string, value: number, min: number, max: number): void {
    const range = `be a whole number from ${min} to ${max}`;
    const holds = (n: number) => Number.isInteger(n) && n >= min && n <= max;
    if (this.requireResolved(prop, value)) this.require(holds(value), prop, range, value, `use ${min} to ${max}`);
  }

  /** Requires a certificate in PEM. It is not parsed. */
  public certificate(prop: string, pem: string, remedy = "give the CA's certificate, not its path"): void {
    this.check(prop, pem, (text) => text.includes('-----BEGIN CERTIFICATE-----'), 'be a certificate in PEM', remedy);
  }

  /** The value is in no message. */
  public secret(prop: string, value: string | undefined): void {
    const given = typeof value === 'string' && value !== '';
    this.require(given, prop, 'be given', 'nothing', 'give the value of a sensitive Terraform variable');
  }

  /** The same, of a URL that a program calls. */
  public secretUrl(prop: string, value: string | undefined): void {
    this.secret(prop, value);
    if (typeof value !== 'string' || value === '' || isToken(value)) return;
    const right = /^https?:\/\/([\w.~:/?#@!$&'()*+,;=[\]-]|%[0-9a-f]{2})+$/i.test(value) && URL.canParse(value);
    this.require(right, prop, 'be a URL', 'something else', "write it like 'https://example.com/hook'");
  }

  /** Requires one of `allowed`; `requireListed` is for lists that grow elsewhere. */
  public oneOf(prop: string, value: string, allowed: readonly string[]): void {
    this.check(prop, value, (v) => allowed.includes(v), 'be a known value', `use one of ${allowed.join(', ')}`);
  }

  /** As `oneOf`, for a list of somebody else's that grows: see ALLOW_UNKNOWN. `what` completes "be ...". */
  public requireListed(prop: string, value: string, list: DatedList, what: string): void {
    const allowed = this.construct.node.tryGetContext(ALLOW_UNKNOWN) as readonly string[] | undefined;
    const holds = (slug: string) => list.slugs.includes(slug) || (allowed ?? []).includes(slug);
    this.check(prop, value, holds, `be ${what}`, list.remedy);
  }

  /** Requires that no value is there twice; a list that Terraform computes passes. */
  public unique(prop: string, values: readonly string[]): void {
    if (isToken(values)) return;
    this.list(prop, values);
    const twice = values.filter((value, i) => values.indexOf(value) !== i);
    this.require(twice.length === 0, prop, 'not repeat a value', [...new Set(twice)].join(', '), 'name each once');
  }

  private list(prop: string, values: unknown): void {
    if (!Array.isArray(values)) throw this.wrongType(prop, 'be a list', values, 'write it in brackets');
  }

  private wrongType(prop: string, rule: string, value: unknown, remedy: string): Error {
    return new Error(`[${this.construct.node.path}] ${problem(prop, rule, value, remedy)}`);
  }

  /** Adds the problems that a pure function found, as they are. */
  public include(problems: readonly string[]): void {
    this.problems.push(...problems);
  }
}

/** What to write instead; of a value, where it helps. */
export type Remedy<T> = string | ((value: T) => string);

/** A message as synth reports it; the construct's path comes before it. */
export function problem(prop: string, rule: string, value: unknown, remedy: string): string {
  return `'${prop}' must ${hideTokens(rule)}, got ${hideTokens(show(value))} (${hideTokens(remedy)})`;
}

function isToken(value: unknown): boolean {
  // The one element of a list that Terraform computes is no token to cdktf, and fails the synth where it is used alone.
  return Token.isUnresolved(value) || (typeof value === 'string' && value.includes('#{TfToken['));
}

const COMPUTED = "a value that is Terraform's to compute";
/** A token of CDK for Terraform in a text: of a text, a list or a map; also when it was cut. */
const TOKEN = /[$#&]?\{?TfToken\[[^\]"']*(\]\}?)?/g;

function hideTokens(text: string): string {
  return text.replace(TOKEN, '(computed by Terraform)');
}

function show(value: unknown): string {
  if (isToken(value)) return COMPUTED;
  if (typeof value === 'string') return `'${value}'`;
  if (value === undefined || value === null) return 'nothing';
  switch (typeof value) {
    case 'function':
      return 'a function';
    case 'number':
    case 'bigint':
    case 'boolean':
    case 'symbol':
      return String(value);
    default:
      return showObject(value);
  }
}

function showObject(value: unknown): string {
  try {
    return JSON.stringify(value, (_, one: unknown) => {
      if (one !== value && isToken(one)) return `(${COMPUTED})`;
      return typeof one === 'number' && !Number.isFinite(one) ? String(one) : one;
    });
  } catch {
    return 'an object that cannot be shown';
  }
}
