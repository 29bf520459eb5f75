import { classifyPlan } from '../../../../testing/plan/classify-plan';
import { change, planOf } from './change';

type Rule = Readonly<Record<string, unknown>>;

const FIREWALL = 'digitalocean_firewall';
const DATABASE = 'digitalocean_database_firewall';
const tcp = (port_range: string, ...source_addresses: string[]): Rule => ({
  protocol: 'tcp',
  port_range,
  source_addresses,
});
const out = (port_range: string, ...destination_addresses: string[]): Rule => ({
  protocol: 'tcp',
  port_range,
  destination_addresses,
});
const tag = (port_range: string, ...source_tags: string[]): Rule => ({ protocol: 'tcp', port_range, source_tags });
const source = (type: string, value: string): Rule => ({ type, value });

function judge(type: string, block: string, before: readonly Rule[], after: readonly Rule[], unknown: object = {}) {
  const one = change(type, 'update', {
    before: { [block]: before },
    after: { [block]: after },
    unknown: { ...unknown },
  });
  const [{ rule, impact } = { rule: '', impact: '' }] = classifyPlan(planOf(one)).changes;
  return `${rule}: ${impact}`;
}

const WIDENED = 'access-widened: less secure';
const CLOSED = 'port-closed: disruptive';
const SAFE = 'firewall-updated: safe';
const WEB = [tcp('443', '173.245.48.0/20'), tcp('22', '198.51.100.0/24')];

test.each<[string, readonly Rule[], readonly Rule[], string]>([
  ['a database port for everybody', WEB, [...WEB, tcp('3306', '0.0.0.0/0')], WIDENED],
  ['a range beside the old one', WEB, [tcp('443', '173.245.48.0/20', '192.0.2.0/24'), WEB[1]!], WIDENED],
  ['a wider range of the same addresses', [tcp('443', '10.0.0.0/16')], [tcp('443', '10.0.0.0/8')], WIDENED],
  ['IPv6 beside IPv4', [tcp('443', '0.0.0.0/0')], [tcp('443', '0.0.0.0/0', '::/0')], WIDENED],
  ['a wider range of ports', [tcp('8000-8010', '10.0.0.0/8')], [tcp('8000-8011', '10.0.0.0/8')], WIDENED],
  ['every port', [tcp('443', '10.0.0.0/8')], [tcp('all', '10.0.0.0/8')], WIDENED],
  ['another protocol', [tcp('53', '10.0.0.0/8')], [{ ...tcp('53', '10.0.0.0/8'), protocol: 'udp' }], WIDENED],
  ['addresses in place of a tag', [tag('3306', 'app')], [tcp('3306', '10.0.0.5/32')], WIDENED],
  [
    'the same in other words',
    [tcp('8000-8010', '10.0.0.0/8')],
    [tcp('8000-8004', '10.0.0.0/9'), tcp('8005-8010', '10.0.0.0/9'), tcp('8000-8010', '10.128.0.0/9')],
    SAFE,
  ],
  ['the site loses its port', WEB, [WEB[1]!], CLOSED],
  ['a part of a range of ports', [tcp('8000-8010', '10.0.0.0/8')], [tcp('8000-8009', '10.0.0.0/8')], CLOSED],
  ['a narrower range of addresses', [tcp('443', '10.0.0.0/8')], [tcp('443', '10.0.0.0/9')], SAFE],
  ['a tag more', [...WEB, tag('3306', 'app')], [...WEB, tag('3306', 'app', 'web')], SAFE],
  ['a tag less', [...WEB, tag('3306', 'app', 'web')], [...WEB, tag('3306', 'app')], SAFE],
])('inbound, %s', (_, before, after, verdict) => {
  expect(judge(FIREWALL, 'inbound_rule', before, after)).toBe(verdict);
});

test('what nodes may open connections to counts, too', () => {
  expect(judge(FIREWALL, 'outbound_rule', [out('443', '0.0.0.0/0')], [out('all', '0.0.0.0/0')])).toBe(WIDENED);
  expect(judge(FIREWALL, 'outbound_rule', [out('all', '0.0.0.0/0')], [out('443', '0.0.0.0/0')])).toBe(SAFE);
});

test('addresses that are known after the apply only count as more', () => {
  const unknown = { inbound_rule: [{}, { source_addresses: [true] }] };
  expect(judge(FIREWALL, 'inbound_rule', WEB, [WEB[0]!, { ...WEB[1], source_addresses: [] }], unknown)).toBe(WIDENED);
  expect(judge(FIREWALL, 'inbound_rule', WEB, [], { inbound_rule: true })).toBe(WIDENED);
});

test.each<[string, readonly Rule[], readonly Rule[], string]>([
  ['an address more', [source('tag', 'app')], [source('tag', 'app'), source('ip_addr', '192.0.2.1')], WIDENED],
  ['no source at all, which opens it to everybody', [source('tag', 'app')], [], WIDENED],
  ['the last address less', [source('ip_addr', '192.0.2.1'), source('tag', 'app')], [source('tag', 'app')], CLOSED],
  ['a tag more', [source('tag', 'app')], [source('tag', 'app'), source('tag', 'web')], SAFE],
])('trusted sources of a managed database, %s', (_, before, after, verdict) => {
  expect(judge(DATABASE, 'rule', before, after)).toBe(verdict);
});
