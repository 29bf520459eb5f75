import { ApiError } from '../errors';
import { lookUp } from '../look-up';
import type { DnsRecord } from '../model';

type Query = Readonly<Record<string, string>>;
type Test = (record: DnsRecord) => boolean;

/** How a text is compared, by the last part of a filter's name; upper and lower case are one. */
const COMPARISONS: Readonly<Record<string, (text: string, wanted: string) => boolean>> = {
  exact: (text, wanted) => text === wanted,
  contains: (text, wanted) => text.includes(wanted),
  startswith: (text, wanted) => text.startsWith(wanted),
  endswith: (text, wanted) => text.endsWith(wanted),
};
/** Name of a filter -> the texts that it looks at. */
const TEXTS: Readonly<Record<string, (record: DnsRecord) => readonly string[]>> = {
  name: ({ name }) => [name],
  content: ({ content }) => [content],
  comment: ({ comment }) => (comment === null ? [] : [comment]),
  tag: ({ tags }) => tags,
};
/** What a list may be ordered by. */
const ORDERS: Readonly<Record<string, (record: DnsRecord) => string | number>> = {
  type: ({ type }) => type,
  name: ({ name }) => name,
  content: ({ content }) => content,
  ttl: ({ ttl }) => ttl,
  proxied: ({ proxied }) => Number(proxied),
};

/** The records that a list is asked for, in the order that it is asked for: all filters must fit, or with `match=any` one of them. */
export function listed(records: readonly DnsRecord[], query: Query): readonly DnsRecord[] {
  const { match = 'all', order, direction = 'asc' } = query;
  refuseOther('match', match, ['any', 'all']);
  refuseOther('direction', direction, ['asc', 'desc']);
  const tests = Object.entries(query).flatMap(([filter, wanted]) => testOf(filter, wanted.toLowerCase()) ?? []);
  const found = records.filter((record) =>
    match === 'any' && tests.length > 0 ? tests.some((test) => test(record)) : tests.every((test) => test(record)),
  );
  if (order === undefined) return found;
  refuseOther('order', order, Object.keys(ORDERS));
  const key = ORDERS[order]!;
  const sign = direction === 'asc' ? 1 : -1;
  return found.sort((one, other) => sign * (key(one) < key(other) ? -1 : Number(key(one) > key(other))));
}

/** Undefined for what is no filter, such as the page. */
function testOf(filter: string, wanted: string): Test | undefined {
  if (filter === 'type') return ({ type }) => type.toLowerCase() === wanted;
  if (filter === 'proxied') return ({ proxied }) => String(proxied) === wanted;
  if (filter === 'search')
    return ({ name, content }) => [name, content].some((text) => text.toLowerCase().includes(wanted));
  const [of = '', how = 'exact'] = filter.split('.');
  const texts = lookUp(TEXTS, of);
  if (!texts) return undefined;
  if (how === 'present' || how === 'absent') {
    // Of tags one is named.
    const one = (text: string) => of !== 'tag' || text.toLowerCase().split(':')[0] === wanted;
    return (record) => texts(record).some(one) === (how === 'present');
  }
  const compare = lookUp(COMPARISONS, how);
  return compare && ((record) => texts(record).some((text) => compare(text.toLowerCase(), wanted)));
}

function refuseOther(name: string, value: string, values: readonly string[]): void {
  if (!values.includes(value)) throw new ApiError(400, `${name} must be one of ${values.join(', ')}`, 1004);
}
