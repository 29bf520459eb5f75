import { UNKNOWN, type ObjectValue } from '../../../../../local-cloud/providers/framework/cty';
import { planChange } from '../../../../../local-cloud/providers/framework/plan';
import {
  block,
  bool,
  nested,
  number,
  set,
  string,
  type Fields,
  type Resource,
} from '../../../../../local-cloud/providers/framework/schema';

const resource = (fields: Fields, more: Partial<Resource> = {}): Resource => ({ fields, create: () => ({}), ...more });
const fields = {
  name: string().required(),
  region: string().required().forceNew(),
  size: number().default(10),
  id: string().computed().keepsState(),
  status: string().computed(),
};
const config: ObjectValue = { name: 'a', region: 'fra1', size: null, id: null, status: null };
const prior: ObjectValue = { name: 'a', region: 'fra1', size: 10, id: '7', status: 'active' };

describe('planning a creation', () => {
  it('takes what is configured, the default of what is not, and leaves computed values unknown', () => {
    expect(planChange(resource(fields), null, config)).toEqual({
      planned: { name: 'a', region: 'fra1', size: 10, id: UNKNOWN, status: UNKNOWN },
      requiresReplace: [],
    });
  });

  it('never writes a write-only value into the plan', () => {
    const { planned } = planChange(resource({ secret: string().optional().writeOnly() }), null, { secret: 's3cret' });
    expect(planned).toEqual({ secret: null });
  });
});

describe('planning a change', () => {
  it('takes what the API assumes for no change when nothing is configured, and for one when something was', () => {
    const assuming = resource({ plugin: string().optional().assumed('sha2') }, { sdkv2: true });
    expect(planChange(assuming, { plugin: 'sha2' }, { plugin: null }).planned).toEqual({ plugin: 'sha2' });
    expect(planChange(assuming, { plugin: 'native' }, { plugin: null }).planned).toEqual({ plugin: null });
  });

  it('plans what is there when nothing was changed', () => {
    expect(planChange(resource(fields), prior, config)).toEqual({ planned: prior, requiresReplace: [] });
  });

  it('makes computed values unknown but for those that keep their state', () => {
    expect(planChange(resource(fields), prior, { ...config, name: 'b' }).planned).toEqual({
      ...prior,
      name: 'b',
      status: UNKNOWN,
    });
  });

  it('keeps all computed values in a resource of the older SDK', () => {
    expect(planChange(resource(fields, { sdkv2: true }), prior, { ...config, name: 'b' }).planned).toEqual({
      ...prior,
      name: 'b',
    });
  });

  it('names the attribute that forces a replacement', () => {
    expect(planChange(resource(fields), prior, { ...config, region: 'ams3' }).requiresReplace).toEqual([['region']]);
  });

  it('names the path inside of a nested object, and stops at a set', () => {
    const inner = { a: string().optional().forceNew() };
    const both = resource({ one: nested.single(inner).optional(), many: nested.set(inner).optional() });
    const before = { one: { a: 'x' }, many: [{ a: 'x' }] };
    const after = { one: { a: 'y' }, many: [{ a: 'y' }] };
    expect(planChange(both, before, after).requiresReplace).toEqual([['one', 'a'], ['many']]);
  });

  it('lets the resource have the last word', () => {
    const picky = resource(fields, { plan: ({ requiresReplace }) => void requiresReplace.add('name') });
    expect(planChange(picky, prior, { ...config, name: 'b' }).requiresReplace).toEqual([['name']]);
  });

  it('knows an element of a set by what is configured of it', () => {
    const rules = resource({ rules: nested.set({ port: number().required(), id: string().computed().keepsState() }) });
    const before = { rules: [22, 80].map((port) => ({ port, id: `rule-${port}` })) };
    const after = { rules: [80, 443].map((port) => ({ port, id: null })) };
    expect(planChange(rules, before, after).planned).toEqual({
      rules: [
        { port: 80, id: 'rule-80' },
        { port: 443, id: UNKNOWN },
      ],
    });
  });
});

describe('the older SDK', () => {
  const legacy = resource(
    {
      region: string()
        .required()
        .stored((text) => text.toLowerCase()),
      note: string().optional(),
      tags: set(string()).optional(),
      rule: block.set({ port: string().optional(), open: bool().optional(), from: set(string()).optional() }),
    },
    { sdkv2: true },
  );
  const empty = { region: 'fra1', note: null, tags: null, rule: [] };

  it('stores a form of what is configured', () => {
    expect(planChange(legacy, null, { ...empty, region: 'FRA1' }).planned.region).toBe('fra1');
  });

  it.each(['', 0, false])('sees no change between nothing and %j', (blank) => {
    expect(planChange(legacy, { ...empty, note: blank, tags: [] }, empty).planned).toEqual({
      ...empty,
      note: blank,
      tags: [],
    });
  });

  it('sees a change when a value is taken away', () => {
    expect(planChange(legacy, { ...empty, note: 'x' }, empty).planned.note).toBeNull();
  });

  it('fills up the elements of a block', () => {
    const rule = [{ port: '22', open: null, from: null }];
    expect(planChange(legacy, null, { ...empty, rule }).planned.rule).toEqual([{ port: '22', open: false, from: [] }]);
  });
});
