import {
  authorityBundle,
  indexHosts,
  indexVariables,
  upstreamOf,
} from '../../../../local-cloud/internet/host-configuration';

const reader = (files: Record<string, string>) => (path: string) => files[path];

test("hands on the indexes of pip's and npm's files and of the environment, which comes first", () => {
  const files = {
    '/etc/pip.conf': '[global]\n# index-url = https://no.example\nindex-url = https://pip.example/simple\n',
    '/home/me/.npmrc': 'fund=false\nregistry=https://npm.example/\n',
  };
  const variables = indexVariables({ GOPROXY: 'https://go.example,direct' }, reader(files), '/home/me');
  expect(variables).toEqual({
    PIP_INDEX_URL: 'https://pip.example/simple',
    npm_config_registry: 'https://npm.example/',
    GOPROXY: 'https://go.example,direct',
  });
  expect(indexVariables({ PIP_INDEX_URL: 'https://other.example' }, reader(files), '/home/me').PIP_INDEX_URL).toBe(
    'https://other.example',
  );
});

test('hands on nothing where nothing is configured', () => {
  expect(indexVariables({}, reader({}), '/home/me')).toEqual({});
});

test('leaves out a value that no line of an environment file can carry', () => {
  expect(indexVariables({ GOPROXY: 'a\nLD_PRELOAD=b' }, reader({}), '/home/me')).toEqual({});
});

test('knows host and port of each index', () => {
  expect(
    indexHosts({ PIP_INDEX_URL: 'https://me:secret@pip.example:8443/simple', GOPROXY: 'http://go.example|direct' }),
  ).toEqual(['pip.example:8443', 'go.example:80']);
});

test("uses the host's own proxy, with its login, except for what NO_PROXY names", () => {
  const env = { HTTPS_PROXY: 'http://me:p%40ss@proxy.example:3128', NO_PROXY: 'localhost,.corp.example' };
  expect(upstreamOf('packages.example.org', env)).toEqual({
    host: 'proxy.example',
    port: 3128,
    authorization: `Basic ${Buffer.from('me:p@ss').toString('base64')}`,
  });
  expect(upstreamOf('mirror.corp.example', env)).toBeUndefined();
  expect(upstreamOf('packages.example.org', {})).toBeUndefined();
});

test('takes the bundle of authorities that the host is configured for', () => {
  const files = {
    '/opt/bundle.pem': '-----BEGIN CERTIFICATE-----own',
    '/etc/ssl/certs/ca-certificates.crt': '-----BEGIN CERTIFICATE-----usual',
  };
  expect(authorityBundle({ SSL_CERT_FILE: '/opt/bundle.pem' }, reader(files))).toContain('own');
  expect(authorityBundle({}, reader(files))).toContain('usual');
  expect(authorityBundle({}, reader({}))).toBeUndefined();
});
