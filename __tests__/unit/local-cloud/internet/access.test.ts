import { accessTo, parseInternet, printInternet, type Internet } from '../../../../local-cloud/internet/access';

const ADDRESSES: Record<string, string> = {
  'packages.example.org': '93.184.215.14',
  'sandbox.example.org': '203.0.113.80',
  'mirror.corp.example': '10.1.2.3',
  'wiki.corp.example': '10.1.2.4',
  'this-host.example': '93.184.215.99',
  'loopback.example': '127.0.0.1',
  'metadata.example': '169.254.169.254',
};

function access(internet: Internet, host: string, port = 443) {
  return accessTo({
    internet,
    resolve: (name) => Promise.resolve(ADDRESSES[name]),
    ownAddresses: () => ['127.0.0.1', '93.184.215.99'],
    indexes: ['mirror.corp.example:8443'],
  })(host, port);
}

test.each([
  ['packages.example.org', 443, '93.184.215.14'],
  ['packages.example.org', 80, '93.184.215.14'],
  ['PACKAGES.example.org', 443, '93.184.215.14'],
  ['sandbox.example.org', 443, '203.0.113.80'],
  ['93.184.215.14', 443, '93.184.215.14'],
  ['mirror.corp.example', 8443, '10.1.2.3'],
  ['unknown.example', 443, undefined],
])('reaches %s:%i at %s', async (host, port, address) => {
  expect(await access('all', host, port)).toBe(address);
});

test.each([
  ['packages.example.org', 22, 'port 22 is closed: droplets reach 80 and 443'],
  ['wiki.corp.example', 443, 'wiki.corp.example is at a private address'],
  ['10.1.2.4', 443, '10.1.2.4 is at a private address'],
  ['mirror.corp.example', 443, 'mirror.corp.example is at a private address'],
  ['this-host.example', 443, 'this-host.example is this host'],
  ['loopback.example', 443, 'loopback.example is this host'],
  ['127.0.0.2', 80, '127.0.0.2 is at a loopback address'],
  ['127.1', 80, '127.1 is this host'],
  ['2130706434', 80, '2130706434 is at a loopback address'],
  ['0.0.0.0', 80, '0.0.0.0 is at a unspecified address'],
  ['metadata.example', 80, 'metadata.example is at a linkLocal address'],
])('denies %s:%i with its reason', async (host, port, denied) => {
  expect(await access('all', host, port)).toEqual({ denied });
});

test('with an allow-list reaches its hosts and the configured indexes, and nothing else', async () => {
  const list = ['packages.example.org', 'wiki.corp.example'];
  expect(await access(list, 'packages.example.org')).toBe('93.184.215.14');
  expect(await access(list, 'wiki.corp.example')).toBe('10.1.2.4');
  expect(await access(list, 'mirror.corp.example', 8443)).toBe('10.1.2.3');
  expect(await access(list, 'sandbox.example.org')).toEqual({
    denied: "sandbox.example.org is not on the run's allow-list",
  });
});

test('offline reaches not even the configured indexes', async () => {
  expect(await access('off', 'mirror.corp.example', 8443)).toEqual({ denied: 'the local cloud is offline' });
});

test.each([
  ['off', 'off'],
  ['all', 'all'],
  ['a.example, B.example', 'a.example,b.example'],
])('reads %s', (text, printed) => {
  expect(printInternet(parseInternet(text))).toBe(printed);
});

test.each(['', 'a.example,', 'https://a.example', '*.example'])('refuses LOCAL_CLOUD_INTERNET=%s', (text) => {
  expect(() => parseInternet(text)).toThrow(
    `LOCAL_CLOUD_INTERNET must be 'off', 'all' or host names between commas, got '${text}'`,
  );
});
