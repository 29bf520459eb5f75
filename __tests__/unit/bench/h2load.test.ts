import { parseLoad } from '../../../bench/h2load';

const output = (outcome: string, statuses: string) => `
finished in 1.00s, 12345.60 req/s, 15.20MB/s
requests: 12345 total, 12345 started, 12345 done, ${outcome}
status codes: ${statuses}
`;

test('reads requests and throughput', () => {
  const text = output('12345 succeeded, 0 failed, 0 errored, 0 timeout', '12345 2xx, 0 3xx, 0 4xx, 0 5xx');
  expect(parseLoad(text)).toEqual({ requests: 12345, perSecond: 12345.6 });
});

test.each([
  ['failed', '12344 succeeded, 1 failed, 0 errored, 0 timeout', '12344 2xx, 0 3xx, 0 4xx, 0 5xx'],
  ['was refused', '12345 succeeded, 0 failed, 0 errored, 0 timeout', '12344 2xx, 0 3xx, 1 4xx, 0 5xx'],
])('takes no throughput from a load of which a request %s', (_what, outcome, statuses) => {
  expect(() => parseLoad(output(outcome, statuses))).toThrow('requests failed');
});

test('says what h2load printed when it has no result', () => {
  expect(() => parseLoad('could not connect')).toThrow('h2load printed no result: could not connect');
});
