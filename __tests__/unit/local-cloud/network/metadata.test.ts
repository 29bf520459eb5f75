import { answerMetadata } from '../../../../local-cloud/network/metadata';
import { STATE } from './state';

const read = (path: string, from: string) => answerMetadata(path, from, STATE)?.body;

test('knows a droplet by any address that it may send from', () => {
  for (const from of ['203.0.113.3', '10.20.0.3', '10.17.0.3', '169.254.1.3'])
    expect(read('/metadata/v1/id', from)).toBe('1002');
  expect(read('/metadata/v1/id', '198.51.100.10')).toBeUndefined();
});

test('serves user-data byte for byte', () => {
  expect(read('/metadata/v1/user-data', '10.20.0.3')).toBe('#cloud-config\n# web-1\n');
});

test('serves the document that cloud-init reads', () => {
  expect(JSON.parse(read('/metadata/v1.json', '10.20.0.2')!)).toMatchObject({
    droplet_id: 1001,
    hostname: 'lb-1.int.foobar.com',
    interfaces: {
      public: [
        { ipv4: { ip_address: '203.0.113.2', gateway: '203.0.113.1' }, anchor_ipv4: { ip_address: '10.17.0.2' } },
      ],
      private: [{ ipv4: { ip_address: '10.20.0.2', netmask: '255.255.240.0', gateway: '10.20.0.1' } }],
    },
    reserved_ip: { ipv4: { active: true, ip_address: '203.0.113.200' } },
  });
});

test('lists a directory with a slash behind directories', () => {
  expect(read('/metadata/v1/interfaces/private/0', '10.20.0.3')).toBe('mac\ntype\nipv4/');
  expect(read('/metadata/v1/reserved_ip/ipv4/active', '10.20.0.3')).toBe('false');
  expect(read('/metadata/v1/no-such-key', '10.20.0.3')).toBeUndefined();
});
