import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { hashSync } from 'bcryptjs';
import { AttributeError } from '../framework/diagnostics';
import type { ProviderDefinition } from '../framework/schema';
import { bool, type Fields, forClient, map, number, string } from '../framework/schema';
import { between } from '../framework/validators';

const { resource } = forClient<null>();

const keepers = map(string()).optional().forceNew();
const atLeast = (n: number) => between(n, Number.MAX_SAFE_INTEGER);
const minimum = () => number().default(0).computed().forceNew().validate(atLeast(0));
const allowed = () => bool().default(true).computed().forceNew();

const SETS = {
  lower: 'abcdefghijklmnopqrstuvwxyz',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  numeric: '0123456789',
} as const;
const SPECIAL = '!@#$%&*()-_=+[]{}<>:?';

const password = resource({
  version: 3,
  fields: {
    keepers,
    length: number().required().forceNew().validate(atLeast(1)),
    special: allowed(),
    upper: allowed(),
    lower: allowed(),
    number: allowed(),
    numeric: allowed(),
    min_numeric: minimum(),
    min_upper: minimum(),
    min_lower: minimum(),
    min_special: minimum(),
    override_special: string().optional().forceNew(),
    result: string().computed().sensitive().keepsState(),
    bcrypt_hash: string().computed().sensitive().keepsState(),
    id: string().computed().keepsState(),
  },
  create({ planned: p }) {
    const special = p.override_special ?? SPECIAL;
    const parts = [
      [SETS.lower, p.lower, p.min_lower],
      [SETS.upper, p.upper, p.min_upper],
      [SETS.numeric, p.numeric, p.min_numeric],
      [special, p.special, p.min_special],
    ] as const;
    const least = parts.reduce((sum, [, , min]) => sum + min, 0);
    if (least > p.length)
      throw new AttributeError(
        ['length'],
        'Password too short',
        `The minimums add up to ${least}, length is ${p.length}.`,
      );
    const any = parts.map(([characters, wanted]) => (wanted ? characters : '')).join('');
    const characters = parts.flatMap(([from, , min]) => pick(from, min)).concat(pick(any, p.length - least));
    const result = shuffle(characters).join('');
    return { result, bcrypt_hash: hashSync(result, 10), id: 'none' };
  },
  update: () => ({}),
  import: (id) => ({ id: 'none', result: id, length: id.length, bcrypt_hash: hashSync(id, 10) }),
});

const uuid = resource({
  fields: { keepers, result: string().computed().keepsState(), id: string().computed().keepsState() },
  create() {
    const result = randomUUID();
    return { result, id: result };
  },
  update: () => ({}),
  import: (id) => ({ id, result: id }),
});

const id = resource({
  fields: {
    keepers,
    byte_length: number().required().forceNew().validate(atLeast(1)),
    prefix: string().optional().forceNew(),
    id: string().computed().keepsState(),
    b64_url: string().computed().keepsState(),
    b64_std: string().computed().keepsState(),
    hex: string().computed().keepsState(),
    dec: string().computed().keepsState(),
  },
  create: ({ planned: { byte_length, prefix } }) => spellings(randomBytes(byte_length), prefix ?? ''),
  update: () => ({}),
  /** `BASE64URL` or `PREFIX,BASE64URL` */
  import(text) {
    const [encoded = '', prefix = null] = text.split(',').reverse();
    const bytes = Buffer.from(encoded, 'base64url');
    return { byte_length: bytes.length, prefix, ...spellings(bytes, prefix ?? '') };
  },
});

function spellings(bytes: Buffer, prefix: string) {
  const [url, hex] = [bytes.toString('base64url'), bytes.toString('hex')];
  return {
    id: url,
    b64_url: prefix + url,
    b64_std: prefix + bytes.toString('base64'),
    hex: prefix + hex,
    dec: prefix + BigInt(`0x${hex}`).toString(),
  };
}

function pick(from: string, count: number): string[] {
  return Array.from({ length: count }, () => from[randomInt(from.length)]!);
}

function shuffle<T>(items: T[]): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
  return items;
}

/** hashicorp/random, as far as the project uses it: values that live in the state alone. */
export const random: ProviderDefinition<Fields, null> = {
  config: {},
  configure: () => null,
  resources: { random_id: id, random_password: password, random_uuid: uuid },
};
