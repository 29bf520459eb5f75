import { anyId } from './openapi-schema';

/** Of one `METHOD /path`, with parameters of any name. */
export interface Operations {
  /** All that the official description has; none of an API without one. */
  readonly described: readonly string[];
  readonly served: readonly string[];
  /** Requests of the recordings of the real providers. */
  readonly recorded: readonly string[];
  /** Those whose answers are held against the official description. */
  readonly judged: readonly string[];
  /** Paths of lists that random requests are held against a model for. */
  readonly modelled: readonly string[];
}

const pathOf = (operation: string) => operation.split(' ')[1]!;

/** What a path is about: its first word, or that of a zone's or an account's part. */
function resourceOf(path: string): string {
  const words = path.replace(/^\/(v[12]|client\/v4)\//, '').split('/');
  const isPart = /^(zones|accounts|monitoring|account)$/.test(words[0]!) && words.length > 1;
  const part = words.slice(1).find((word) => !word.startsWith(':') && !word.startsWith('{'));
  return isPart && part ? `${words[0]}/${part}` : words[0]!;
}

/** The operation of `known` that a request is; undefined when it is none. */
export function operationOf(request: string, known: readonly string[]): string | undefined {
  const fitting = known.filter((one) => {
    const pattern = anyId(one).replace(/\./g, '\\.').replace(/:id/g, '[^/]+');
    return new RegExp(`^${pattern}$`).test(request);
  });
  // `/droplets/autoscale` is no droplet.
  return fitting.sort((a, b) => (a.match(/[:{]/g) ?? []).length - (b.match(/[:{]/g) ?? []).length)[0];
}

/** A table with a row a resource, and the operations that are refused by name of those that have some that are not. */
export function section(title: string, operations: Operations): string {
  const forms = (list: readonly string[]) => new Set(list.map(anyId));
  const [served, judged, recorded] = [operations.served, operations.judged, operations.recorded].map(forms) as [
    Set<string>,
    Set<string>,
    Set<string>,
  ];
  const described = forms(operations.described);
  const all = [...new Set([...described, ...served, ...recorded])].sort();
  const modelled = new Set(operations.modelled.map(resourceOf));
  const resources = [...new Set(all.map((one) => resourceOf(pathOf(one))))].sort();
  const of = (resource: string) => all.filter((one) => resourceOf(pathOf(one)) === resource);
  const here = resources.filter((resource) => of(resource).some((one) => served.has(one)));
  const share = (some: number, most: number) => (most === 0 ? '' : `${some} / ${most}`);
  const rows = here.map((resource) => {
    const own = of(resource);
    const ownServed = own.filter((one) => served.has(one));
    const ownRecorded = own.filter((one) => recorded.has(one));
    return [
      `\`${resource}\``,
      described.size > 0 ? share(ownServed.length, own.length) : String(ownServed.length),
      share(ownRecorded.filter((one) => served.has(one)).length, ownRecorded.length),
      ...(described.size > 0 ? [share(ownServed.filter((one) => judged.has(one)).length, ownServed.length)] : []),
      modelled.has(resource) ? 'yes' : '',
    ];
  });
  const head = ['resource', 'served', 'recorded', ...(described.size > 0 ? ['described'] : []), 'model'];
  const table = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
  const parts = here.flatMap(of).filter((one) => !served.has(one));
  const elsewhere = resources.filter((resource) => !here.includes(resource));
  return `## ${title}

${table}

${elsewhere.length > 0 ? `Refused by name as a whole: ${elsewhere.map((one) => `\`${one}\``).join(', ')}.\n` : ''}${
    parts.length > 0
      ? `\nOf the resources above, refused by name:\n\n${parts.map((one) => `- \`${one}\``).join('\n')}\n`
      : ''
  }`;
}
