import { UNKNOWN, type ObjectValue } from '../../../../local-cloud/providers/framework/cty';
import { planChange } from '../../../../local-cloud/providers/framework/plan';
import { record } from '../../../../local-cloud/providers/digitalocean/record';

const WWW = { domain: 'example.com', type: 'A', name: 'www', value: '192.0.2.1' };
const STATE = { ...WWW, id: '1', fqdn: 'www.example.com', ttl: 1800 };

function planned(config: ObjectValue, prior: ObjectValue | null = null): ObjectValue {
  return planChange(record, prior, config).planned;
}

test.each<[string, ObjectValue & { readonly type: string }]>([
  ['priority', { type: 'MX' }],
  ['priority', { type: 'SRV', weight: 1, port: 1 }],
  ['weight', { type: 'SRV', priority: 1, port: 1 }],
  ['flags', { type: 'CAA', tag: 'issue' }],
  ['tag', { type: 'CAA', flags: 0 }],
])('a record without the %s of its type is refused at plan: %j', (name, more) => {
  const blank = { priority: null, weight: null, port: null, flags: null, tag: null };
  expect(() => planned({ ...WWW, ...blank, ...more })).toThrow(`'${name}' is required when the type is ${more.type}`);
});

test('what is not known yet is not missing', () => {
  expect(planned({ ...WWW, type: 'MX', priority: UNKNOWN }).priority).toBe(UNKNOWN);
});

test('a SRV record without a port is refused before anything is sent', async () => {
  const all = { ...STATE, type: 'SRV', priority: 1, weight: 1, port: null };
  await expect(async () => record.create({ planned: all } as never)).rejects.toThrow("'port' is required");
});

test.each<[ObjectValue, ObjectValue]>([
  [{ name: 'www' }, { name: 'www.example.com.' }],
  [{ name: '@' }, { name: 'example.com.' }],
  [{ value: '@' }, { value: 'example.com.' }],
  [{ value: 'mail.example.com.' }, { value: 'mail' }],
])('%j in the state is %j of a configuration', (prior, config) => {
  expect(planned({ ...WWW, ...config }, { ...STATE, ...prior })).toMatchObject(prior);
});

test('another name, and another value, are changes', () => {
  const change = { name: 'www.example.org.', value: '192.0.2.2' };
  expect(planned({ ...WWW, ...change }, STATE)).toMatchObject(change);
});
