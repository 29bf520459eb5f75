import { join } from 'node:path';
import { describePython, python } from '../../python';

const PROGRAM = join(__dirname, '../../../../constructs/droplet/node/node-report.py');

describePython('the report of a node', () => {
  test('knows who has lately called which port, from what nft prints', () => {
    const listing = {
      nftables: [
        { metainfo: { version: '1.1.3' } },
        {
          set: {
            name: 'seen',
            elem: [
              { elem: { val: { concat: ['10.20.0.9', 8080] }, timeout: 5, expires: 4 } },
              { elem: { val: { concat: ['10.20.0.10', 22] }, timeout: 5, expires: 1 } },
            ],
          },
        },
      ],
    };
    const code = `print(json.dumps(sorted(program.callers_in(json.loads(${JSON.stringify(JSON.stringify(listing))})))))`;
    expect(python(PROGRAM, code)).toEqual(['10.20.0.10:22', '10.20.0.9:8080']);
  });

  test('knows nobody when the set is empty', () => {
    expect(python(PROGRAM, `print(json.dumps(list(program.callers_in({"nftables": [{"set": {}}]}))))`)).toEqual([]);
  });
});
