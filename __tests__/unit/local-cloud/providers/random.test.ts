import { random } from '../../../../local-cloud/providers/random/provider';

type Values = Record<string, unknown>;

async function create(type: string, planned: Values): Promise<Record<string, string>> {
  const change = { client: null, prior: null, planned, config: planned };
  return (await random.resources[type]!.create(change as never)) as Record<string, string>;
}

const password = {
  length: 32,
  lower: true,
  upper: true,
  numeric: true,
  special: true,
  override_special: null,
  min_lower: 0,
  min_upper: 0,
  min_numeric: 0,
  min_special: 0,
};

describe('random_password', () => {
  it('has only the characters that are wanted', async () => {
    const { result } = await create('random_password', { ...password, special: false, upper: false });
    expect(result).toMatch(/^[a-z0-9]{32}$/);
  });

  it('has at least as many of each kind as asked for', async () => {
    const { result } = await create('random_password', {
      ...password,
      length: 6,
      min_numeric: 2,
      min_special: 2,
      min_upper: 2,
      override_special: '_',
    });
    expect([...result!].sort().join('')).toMatch(/^\d{2}[A-Z]{2}_{2}$/);
  });

  it('refuses minimums that do not fit', async () => {
    await expect(create('random_password', { ...password, length: 1, min_lower: 2 })).rejects.toThrow(
      'The minimums add up to 2, length is 1.',
    );
  });
});

describe('random_id', () => {
  it('spells the same bytes in four ways, each with the prefix', async () => {
    const { id, hex, dec, b64_std, b64_url } = await create('random_id', { byte_length: 8, prefix: 'web-' });
    const bytes = Buffer.from(id!, 'base64url');
    expect(bytes).toHaveLength(8);
    expect({ hex, dec, b64_std, b64_url }).toEqual({
      hex: `web-${bytes.toString('hex')}`,
      dec: `web-${bytes.readBigUInt64BE()}`,
      b64_std: `web-${bytes.toString('base64')}`,
      b64_url: `web-${id}`,
    });
  });

  it('is imported with and without a prefix', () => {
    const imported = (id: string) => random.resources.random_id!.import!(id);
    expect(imported('web-,AQID')).toMatchObject({ prefix: 'web-', byte_length: 3, hex: 'web-010203' });
    expect(imported('AQID')).toMatchObject({ prefix: null, byte_length: 3, hex: '010203' });
  });
});
