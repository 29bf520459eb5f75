import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEPLOY_SCOPES, FAILOVER_SCOPES } from '../../../host/token-scopes';

const read = (path: string) => readFileSync(join(__dirname, '../../..', path), 'utf8');
const SCOPE = /\b[a-z_]+:(?:create|delete|read|update|view_credentials)\b/g;

test('the security model lists the scopes that tokens need, and the local cloud gives', () => {
  const blocks = [...read('docs/guides/security-model.md').matchAll(/```text\n([^`]*)```/g)];
  const lists = blocks.map(([, text]) => text!.match(SCOPE) ?? []).filter((list) => list.length > 0);
  expect(lists).toEqual([FAILOVER_SCOPES, DEPLOY_SCOPES]);
});

test('the construct names the scopes of the failover token', () => {
  const named = read('constructs/load-balancer/failover/reserved-ip-failover.ts').match(SCOPE) ?? [];
  expect([...new Set(named)].sort()).toEqual([...FAILOVER_SCOPES].sort());
});
