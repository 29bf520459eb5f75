import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unprotected } from '../../../bench/unprotected';

const golden = join(__dirname, '../constructs/load-balancer/golden/round-robin.haproxy.cfg');

test('leaves out what protects, and nothing else: logs, request ids and TLS stay', () => {
  const before = readFileSync(golden, 'utf8');
  const frontend = /^frontend https\n[^]*?\n\n/m.exec(unprotected(before))![0];
  expect(frontend).not.toMatch(
    /deny|track|reject|stick-table|wait-for-body|set-src|nosniff|Strict-Transport|del-header/,
  );
  expect(frontend).toContain('bind :8443 ssl');
  expect(frontend).toContain('unique-id-format');
  expect(frontend).toContain('http-request set-header X-Forwarded-For');
  expect(frontend).toContain('set-header Connection close if { nbsrv(rotation) eq 0 }');
  expect(frontend).toContain('default_backend web');
});

test('keeps out of the way of the first HAProxy', () => {
  const ports = [...unprotected(readFileSync(golden, 'utf8')).matchAll(/^ +bind (\S+)/gm)].map(
    ([, address]) => address,
  );
  expect(ports).toEqual(['127.0.0.1:8494', '127.0.0.1:8495', '"${PRIVATE_IP}:8495"', ':8480', ':8443']);
});

test('fails when there is nothing to leave out', () => {
  expect(() => unprotected('frontend https\n  bind :443\n\nbackend web\n')).toThrow('no protections to leave out');
});
