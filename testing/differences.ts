import { maskText } from './mask';

/** Where `actual` lacks what `expected` names, one line each, without secrets; empty when it has all of it. */
export function differences(expected: unknown, actual: unknown, path = ''): string[] {
  if (isComposite(expected) && isComposite(actual) && Array.isArray(expected) === Array.isArray(actual)) {
    if (Array.isArray(expected) && Array.isArray(actual) && expected.length !== actual.length) {
      return [`${path}: expected ${expected.length} elements, got ${actual.length}`];
    }
    return Object.entries(expected).flatMap(([key, value]) =>
      differences(value, (actual as Record<string, unknown>)[key], path === '' ? key : `${path}.${key}`),
    );
  }
  if (Object.is(expected, actual)) return [];
  return [`${path}: expected ${show(path, expected)}, got ${show(path, actual)}`];
}

function isComposite(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function show(path: string, value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'a block';
  // An element is as secret as its list.
  const name = path.split('.').findLast((key) => !/^\d+$/.test(key)) ?? '';
  return typeof value === 'string' ? `'${maskText(name, value)}'` : JSON.stringify(value);
}
