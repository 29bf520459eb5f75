import { type TerraformPlan } from 'cdktf-web-infrastructure/testing';
import { maskText } from '../../testing/mask';

/**
 * A plan to read and to compare: a paragraph a resource, a line for each setting that is known before the apply and says
 * something. Sorted; no secrets; of long texts only that they are there, for they have golden files of their own.
 */
export function readablePlan({ resource_changes: changes = [] }: TerraformPlan): string {
  const paragraphs = changes.map(({ address, change }) => {
    const title = `${change.actions.join()} ${maskText('address', address)}`;
    const known = (change.after ?? {}) as Readonly<Record<string, unknown>>;
    return [
      title,
      ...Object.keys(known)
        .sort()
        .flatMap((name) => lines(name, known[name])),
    ].join('\n');
  });
  return [`${paragraphs.length} resources`, ...paragraphs.sort()].join('\n\n');
}

/** `name: value`; of a list of blocks a line each. */
function lines(name: string, value: unknown): string[] {
  const plain = simplify(name, value);
  if (plain === undefined) return [];
  const several = Array.isArray(plain) && typeof plain[0] === 'object';
  return (several ? (plain as unknown[]) : [plain]).map((one) => `  ${name}: ${text(one)}`);
}

function text(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.map(text).join(', ');
  return Object.entries(value)
    .map(([name, one]) => `${name} ${text(one)}`)
    .join('; ');
}

/** Masked, without what says nothing: null, false, '', ids, and lists and blocks of nothing else. */
function simplify(name: string, value: unknown): unknown {
  if (typeof value === 'string')
    return value === '' || /^[0-9a-f]{32}$/.test(value) ? undefined : maskText(name, value);
  if (typeof value !== 'object') return value || value === 0 ? value : undefined;
  if (value === null) return undefined;
  if (Array.isArray(value)) {
    const all = value.map((one) => simplify(name, one)).filter((one) => one !== undefined);
    return all.length > 0 ? all : undefined;
  }
  const all = Object.keys(value)
    .sort()
    .map((key) => [key, simplify(key, (value as never)[key])] as const);
  const said = all.filter(([, one]) => one !== undefined);
  return said.length > 0 ? Object.fromEntries(said) : undefined;
}
