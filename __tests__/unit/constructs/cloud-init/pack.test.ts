import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { pack } from '../../../../constructs/cloud-init/pack';
import { describePython } from '../../python';
import { unpack } from '../unpacked';

const whole = fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(text).toString());
const texts = fc.sample(whole, { numRuns: 200, seed: 1 });
const PROGRAM =
  'import base64, gzip, json, sys; print(json.dumps([gzip.decompress(base64.b85decode(one)).decode() for one in json.load(sys.stdin)]))';

test('what is packed holds no character that YAML or JSON would write as two', () => {
  expect(texts.map(pack).join('')).toMatch(/^[!-~]+$/);
  expect(texts.map(pack).join('')).not.toMatch(/["'\\]/);
});

test('what is packed is unpacked to the same text', () => {
  expect(texts.map((text) => unpack(pack(text)))).toEqual(texts);
});

describePython('a node', () => {
  test('unpacks the same text, of every length', () => {
    const { stdout } = spawnSync('python3', ['-c', PROGRAM], {
      input: JSON.stringify(texts.map(pack)),
      encoding: 'utf8',
    });
    expect(JSON.parse(stdout)).toEqual(texts);
  });
});
