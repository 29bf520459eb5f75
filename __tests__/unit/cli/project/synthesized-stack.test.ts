import { digitalOceanAccess } from '../../../../cli/apis/access';
import { internetReach } from '../../../../cli/project/internet-reach';
import { Project } from '../../../../cli/project/project';
import { aProject, removeProjects } from './a-project';

afterAll(removeProjects);

const stackOf = (provider: object, variable: object = {}) =>
  new Project(aProject({ production: { provider: { digitalocean: [provider] }, variable } })).stacks()[0]!;

test.each<[string, object, object, string | undefined]>([
  ['a literal', { token: 'abc' }, {}, 'abc'],
  ['a variable of the environment', { token: '${var.do_token}' }, { do_token: {} }, 'from-env'],
  ['its default', { token: '${var.other}' }, { other: { default: 'preset' } }, 'preset'],
  ['an empty default', { token: '${var.other}' }, { other: { default: '' } }, undefined],
  ['another expression', { token: '${data.vault.token}' }, {}, undefined],
  ['nothing', {}, {}, undefined],
])('an argument of a provider: %s', (_, provider, variable, expected) => {
  const env = { TF_VAR_do_token: 'from-env' };
  expect(stackOf(provider, variable).providerArgument('digitalocean', 'token', env)).toBe(expected);
});

test("over the Internet the endpoint is the provider's, or the vendor's", async () => {
  expect((await internetReach(stackOf({})))!.digitalOcean.url).toBe('https://api.digitalocean.com');
  const other = stackOf({ api_endpoint: 'https://api.example.com' });
  expect((await internetReach(other))!.digitalOcean.url).toBe('https://api.example.com');
});

test('the variables that the provider reads stand for what its configuration leaves out', () => {
  const env = {
    DIGITALOCEAN_API_URL: 'https://api.example.com/',
    DIGITALOCEAN_TOKEN: '',
    DIGITALOCEAN_ACCESS_TOKEN: 'a',
  };
  const access = (provider: object) => digitalOceanAccess(stackOf(provider).planned(env), env);
  expect(access({})).toEqual({ url: 'https://api.example.com', token: 'a' });
  const configured = { api_endpoint: 'https://other.example.com', token: 'b' };
  expect(access(configured)).toEqual({ url: 'https://other.example.com', token: 'b' });
});
