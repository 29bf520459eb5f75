import {
  decodeValue,
  encodeValue,
  UNKNOWN,
  type ObjectValue,
  type Value,
} from '../../../../../local-cloud/providers/framework/cty';
import { AttributeError, PartlyCreated } from '../../../../../local-cloud/providers/framework/diagnostics';
import {
  block,
  number,
  objectType,
  string,
  type ProviderDefinition,
} from '../../../../../local-cloud/providers/framework/schema';
import { answer, providerService } from '../../../../../local-cloud/providers/framework/service';
import { between } from '../../../../../local-cloud/providers/framework/validators';

const config = { endpoint: string().optional() };
const fields = {
  name: string().required(),
  size: number().optional().validate(between(1, 10)),
  rule: block.list({ port: number().required().validate(between(1, 65535)) }),
  id: string().computed(),
};
const thing = (values: ObjectValue) => ({ msgpack: encodeValue(objectType(fields), { rule: [], ...values }) });
const valuesOf = (value: { readonly msgpack: Uint8Array }): Value => decodeValue(objectType(fields), value.msgpack);

const provider = (create: (client: string) => { id?: string }): ProviderDefinition<typeof config, string> => ({
  config,
  configure: ({ endpoint }, env) => endpoint ?? env.ENDPOINT ?? 'none',
  resources: { thing: { fields, create: ({ client }) => create(client) } },
});

interface Answer {
  readonly new_state: { readonly msgpack: Uint8Array };
  readonly diagnostics: readonly object[];
}

function call(service: ReturnType<typeof providerService>, method: string, request: object): Promise<Answer> {
  return answer(service[method]!, { type_name: 'thing', ...request }) as Promise<Answer>;
}

describe('validation', () => {
  it('points at the attribute, inside of blocks too', async () => {
    const service = providerService(
      provider(() => ({})),
      {},
    );
    const wrong = { name: 'a', size: 11, rule: [{ port: 22 }, { port: 0 }] };
    const { diagnostics } = await call(service, 'ValidateResourceConfig', { config: thing(wrong) });
    expect(diagnostics).toMatchObject([
      { detail: "'size' must be between 1 and 10, got 11.", attribute: { steps: [{ attribute_name: 'size' }] } },
      {
        detail: "'port' must be between 1 and 65535, got 0.",
        attribute: { steps: [{ attribute_name: 'rule' }, { element_key_int: 1 }, { attribute_name: 'port' }] },
      },
    ]);
  });
});

describe('configuration', () => {
  const configure = (endpoint: string | null) => ({
    config: { msgpack: encodeValue(objectType(config), { endpoint }) },
  });
  const create = { prior_state: null, planned_state: thing({ name: 'a', id: UNKNOWN }), config: thing({ name: 'a' }) };

  it.each([
    ['what is configured', 'http://configured', 'http://configured'],
    ['else the environment', null, 'http://environment'],
  ])('takes %s', async (_, endpoint, expected) => {
    const service = providerService(
      provider((client) => ({ id: client })),
      { ENDPOINT: 'http://environment' },
    );
    await call(service, 'ConfigureProvider', configure(endpoint));
    expect(valuesOf((await call(service, 'ApplyResourceChange', create)).new_state)).toMatchObject({ id: expected });
  });

  it('is one for each connection', async () => {
    const definition = provider((client) => ({ id: client }));
    const [one, other] = [providerService(definition, {}), providerService(definition, {})];
    await call(one, 'ConfigureProvider', configure('http://one'));
    await call(other, 'ConfigureProvider', configure('http://other'));
    expect(valuesOf((await call(one, 'ApplyResourceChange', create)).new_state)).toMatchObject({ id: 'http://one' });
  });
});

describe('a creation that fails', () => {
  const create = async (error: Error) => {
    const service = providerService(
      provider(() => {
        throw error;
      }),
      {},
    );
    return call(service, 'ApplyResourceChange', {
      prior_state: null,
      planned_state: thing({ name: 'a', id: UNKNOWN }),
      config: thing({ name: 'a' }),
    });
  };

  it('leaves nothing in the state, and says what failed', async () => {
    const { new_state, diagnostics } = await create(new AttributeError(['size'], 'No room', 'The rack is full.'));
    expect(valuesOf(new_state)).toBeNull();
    expect(diagnostics).toMatchObject([
      { summary: 'No room', detail: 'The rack is full.', attribute: { steps: [{ attribute_name: 'size' }] } },
    ]);
  });

  it('half way keeps what was made, so that Terraform can clean it up', async () => {
    const { new_state, diagnostics } = await create(new PartlyCreated({ id: '7' }, new Error('never became active')));
    expect(valuesOf(new_state)).toMatchObject({ name: 'a', id: '7' });
    expect(diagnostics).toMatchObject([{ severity: 'ERROR', detail: 'never became active' }]);
  });
});

it('answers an unknown resource with a diagnostic', async () => {
  const service = providerService(
    provider(() => ({})),
    {},
  );
  const { diagnostics } = await call(service, 'PlanResourceChange', { type_name: 'nothing' });
  expect(diagnostics).toMatchObject([{ detail: 'unknown resource type nothing' }]);
});
