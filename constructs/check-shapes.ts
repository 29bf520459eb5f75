import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import { CLASSES, ENTRIES, INTERFACES } from './prop-shapes';
import { problem } from './validation';

/** What a constructor or a factory takes, by the name of its parameter. */
type Given = Readonly<Record<string, unknown>>;

/**
 * Ends the construction when a value has another type than its prop, which `any` and JavaScript let through: whatever uses the props afterwards may
 * rely on their types. All such props are named at once. A factory has no path yet, and is named itself.
 */
export function checkShapes(entry: string, given: Given, construct?: Construct): void {
  const problems: string[] = [];
  for (const [name, shape] of shapesIn(ENTRIES[entry]!)) {
    // Props are named without the parameter that holds them.
    const isProps = shape.startsWith('@') && isObject(given[name]);
    if (isProps) checkInterface(shape.replace(/^@|\?$/g, ''), given[name] as Given, '', problems);
    else checkShape(shape, given[name], name, problems);
  }
  const place = construct ? construct.node.path : entry;
  if (problems.length > 0) throw new Error(problems.map((one) => `[${place}] ${one}`).join('\n'));
}

type Shapes = readonly (readonly [prop: string, shape: string])[];

/** Each table is read once: every construct is checked. */
const read = new Map<string, Shapes>();

/** `nodes:n? size:s?` */
function shapesIn(table: string): Shapes {
  const known = read.get(table);
  if (known) return known;
  const of = (one: string) => [one.slice(0, one.indexOf(':')), one.slice(one.indexOf(':') + 1)] as const;
  const shapes = table.split(' ').filter(Boolean).map(of);
  read.set(table, shapes);
  return shapes;
}

function checkInterface(name: string, value: Given, path: string, problems: string[]): void {
  for (const [prop, shape] of shapesIn(INTERFACES[name]!))
    checkShape(shape, value[prop], path === '' ? prop : `${path}.${prop}`, problems);
}

function checkShape(shape: string, value: unknown, path: string, problems: string[]): void {
  const optional = shape.endsWith('?');
  if (value === undefined && optional) return;
  const alternatives = (optional ? shape.slice(0, -1) : shape).match(/(\([^)]*\)|[^|()])+/g)!;
  const found = alternatives.filter((one) => fits(one, value)).map((one) => problemsInside(one, value, path));
  if (found.length === 1) return void problems.push(...found[0]!);
  if (found.some((inside) => inside.length === 0)) return;
  const [rule, remedy] = alternatives.map(words).reduce((all, one) => [`${all[0]} or ${one[0]}`, all[1]]);
  if (value === undefined) problems.push(problem(path, 'be given', value, remedy));
  else problems.push(problem(path, `be ${rule}`, shown(path, value), optional ? `${remedy}, or leave it out` : remedy));
}

/** Of the outermost type alone. */
function fits(shape: string, value: unknown): boolean {
  if (shape === 'x') return true;
  if (shape.endsWith('[]')) return Array.isArray(value);
  if (shape.endsWith('{}') || shape.startsWith('@') || shape === 'o') return isObject(value) && !isResolvable(value);
  if (shape.startsWith('%'))
    return (
      isObject(value) &&
      CLASSES[shape.slice(1)]!.split(' ').every((member) => member === '' || value[member] !== undefined)
    );
  if (shape === 'n') return typeof value === 'number' && !Number.isNaN(value);
  return typeof value === { s: 'string', b: 'boolean', f: 'function' }[shape];
}

function problemsInside(shape: string, value: unknown, path: string): readonly string[] {
  const problems: string[] = [];
  checkInside(shape, value, path, problems);
  return problems;
}

function checkInside(shape: string, value: unknown, path: string, problems: string[]): void {
  if (shape === 's[]' && Token.isUnresolved(value)) {
    const remedy = 'write the list itself, not one that Terraform computes';
    if (RENDERED.test(path)) problems.push(problem(path, 'be known at synth', value, remedy));
    return;
  }
  const element = shape.slice(0, -2).replace(/^\((.*)\)$/, '$1');
  if (shape.endsWith('[]'))
    for (const [i, one] of (value as unknown[]).entries()) checkShape(element, one, `${path}[${i}]`, problems);
  else if (shape.endsWith('{}'))
    for (const [key, one] of Object.entries(value as Given)) checkShape(element, one, `${path}.${key}`, problems);
  else if (shape.startsWith('@')) checkInterface(shape.slice(1), value as Given, path, problems);
}

/** What completes "must be", and the remedy. */
function words(shape: string): [string, string] {
  if (shape.endsWith('[]')) return ['a list', 'write it in brackets'];
  if (shape.startsWith('%')) return [`a value of ${shape.slice(1)}`, `make it with ${shape.slice(1)}`];
  if (shape.endsWith('{}') || shape === 'o') return ['an object', 'write it in braces'];
  if (shape.startsWith('@')) return [`an object${needed(shape.slice(1))}`, 'write it in braces'];
  const all: Readonly<Record<string, [string, string]>> = {
    s: ['text', 'write it in quotes'],
    n: ['a number', 'write it as a number, without quotes'],
    b: ['true or false', 'write it without quotes'],
    f: ['a function', 'write one'],
  };
  return all[shape]!;
}

function needed(name: string): string {
  const props = shapesIn(INTERFACES[name]!).filter(([, shape]) => !shape.endsWith('?'));
  return props.length === 0 ? '' : ` with ${props.map(([prop]) => prop).join(', ')}`;
}

/** Lists whose elements stand in rendered text. */
const RENDERED = /(^|\.)(packages|recipients|sqlMode)$/;

const SECRET = /password|token|secret|key|url|webhook|switch|environment|content|files/i;

/** Of what may be secret, the kind alone. */
function shown(path: string, value: unknown): unknown {
  if (!SECRET.test(path) || value === null || Token.isUnresolved(value)) return value;
  return `a value of type ${typeof value}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value that Terraform computes, as cdktf has it before it makes a text or a number of it. */
function isResolvable(value: Record<string, unknown>): boolean {
  return typeof value.resolve === 'function' && 'creationStack' in value;
}
