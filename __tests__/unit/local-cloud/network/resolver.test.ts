import type { RecordType } from 'dns-packet';
import { answerQuery, lookup } from '../../../../local-cloud/network/resolver';
import { STATE } from './state';

function ask(name: string, type: RecordType) {
  const reply = answerQuery({ type: 'query', id: 7, questions: [{ type, name }] }, STATE);
  return {
    code: (reply.flags ?? 0) & 0xf,
    answers: (reply.answers ?? []).map((one) => ('data' in one ? [one.type, one.data] : [one.type])),
  };
}

test('answers every address of a name, whatever its case', () => {
  expect(ask('WEB.int.foobar.com', 'A')).toEqual({
    code: 0,
    answers: [
      ['A', '10.20.0.3'],
      ['A', '10.20.0.9'],
    ],
  });
});

test('answers a proxied name with the edge', () => {
  expect(lookup('www.foobar.com', STATE)).toEqual(['192.0.2.10']);
});

test('follows an alias inside the zone', () => {
  expect(ask('alias.foobar.com', 'A').answers).toEqual([
    ['CNAME', 'web.int.foobar.com'],
    ['A', '10.20.0.3'],
    ['A', '10.20.0.9'],
  ]);
});

test('answers AAAA of an IPv4 name with no data, or nginx would give up the name', () => {
  expect(ask('web.int.foobar.com', 'AAAA')).toEqual({ code: 0, answers: [] });
});

test('answers a long text in strings of at most 255 bytes', () => {
  const zone = { ...STATE.zones[0]!, records: [{ ...STATE.zones[0]!.records[4]!, content: 'x'.repeat(600) }] };
  const query = { type: 'query', questions: [{ type: 'TXT', name: 'foobar.com' }] } as const;
  const [answer] = answerQuery({ ...query, questions: [...query.questions] }, { ...STATE, zones: [zone] }).answers!;
  expect((answer as { data: Buffer[] }).data.map(({ length }) => length)).toEqual([255, 255, 90]);
});

test('tells an unknown name from a foreign zone', () => {
  expect(ask('nobody.foobar.com', 'A').code).toBe(3);
  expect(ask('int.foobar.com', 'A').code).toBe(0);
  expect(ask('example.org', 'A').code).toBe(5);
});

test.each<[RecordType, string, unknown]>([
  ['MX', '10 mail.foobar.com', { preference: 10, exchange: 'mail.foobar.com' }],
  ['SRV', '1 5 5060 sip.foobar.com', { priority: 1, weight: 5, port: 5060, target: 'sip.foobar.com' }],
])('answers %s records in their parts', (type, content, data) => {
  const record = { name: 'foobar.com', type: type as 'MX', content, ttl: 60, proxied: false };
  const zone = { ...STATE.zones[0]!, records: [record] };
  const query = { type: 'query' as const, questions: [{ type, name: 'foobar.com' }] };
  expect(answerQuery(query, { ...STATE, zones: [zone] }).answers).toEqual([
    { type, name: 'foobar.com', ttl: 60, data },
  ]);
});
