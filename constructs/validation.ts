import { Token } from 'cdktf';
import type { Construct } from 'constructs';

/**
 * Collects what is wrong with the props of one construct and reports all of it at synth, with the construct's path in
 * front: `[site/database] 'nodes' must be odd to keep a majority, got 4 (use 3, 5 or 7)`. Values that Terraform will only
 * know at apply pass every check.
 */
export class PropChecks {
  private readonly problems: string[] = [];

  public constructor(construct: Construct) {
    construct.node.addValidation({ validate: () => this.problems });
  }

  /** Requires `holds`; `rule` completes "'prop' must ...", `remedy` says what to write instead. */
  public require(holds: boolean, prop: string, rule: string, value: unknown, remedy: string): void {
    if (!holds) this.problems.push(`'${prop}' must ${rule}, got ${show(value)} (${remedy})`);
  }

  /** Runs `test` unless the value is a token. */
  public check<T>(prop: string, value: T, test: (value: T) => boolean, rule: string, remedy: string): void {
    if (!Token.isUnresolved(value)) this.require(test(value), prop, rule, value, remedy);
  }

  public wholeNumber(prop: string, value: number, min: number, max: number): void {
    const range = `be a whole number from ${min} to ${max}`;
    this.check(prop, value, (n) => Number.isInteger(n) && n >= min && n <= max, range, `use ${min} to ${max}`);
  }

  /** The value is in no message. */
  public secret(prop: string, value: string | undefined): void {
    this.require(Boolean(value), prop, 'be given', 'nothing', 'give the value of a sensitive Terraform variable');
  }

  public oneOf(prop: string, value: string, allowed: readonly string[]): void {
    this.check(prop, value, (v) => allowed.includes(v), 'be a known value', `use one of ${allowed.join(', ')}`);
  }

  public unique(prop: string, values: readonly string[]): void {
    const twice = values.filter((value, i) => values.indexOf(value) !== i);
    this.require(twice.length === 0, prop, 'not repeat a value', [...new Set(twice)].join(', '), 'name each once');
  }

  /** Adds the problems that a pure function found, as they are. */
  public include(problems: readonly string[]): void {
    this.problems.push(...problems);
  }
}

function show(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}
