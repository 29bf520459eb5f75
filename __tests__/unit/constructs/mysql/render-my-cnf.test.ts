import { PrimaryKeys } from '../../../../constructs/mysql/primary-keys';
import { renderMyCnf } from '../../../../constructs/mysql/render-my-cnf';
import { expectGolden } from '../../golden';

const model = {
  bufferPoolMb: 1024,
  maxConnections: 300,
  redoLogMb: 512,
  primaryKeys: PrimaryKeys.invisible(),
  maxTransaction: 500 * 2 ** 20,
  others: ['long_query_time = 0.5'],
};

test('of a group', () => {
  const nodeNames = ['mysql-1.int.foobar.com', 'mysql-2.int.foobar.com', 'mysql-3.int.foobar.com'];
  const groupName = '5b2f5d4e-7d0c-4f4f-9b3e-0c5a3f6d7e11';
  expectGolden(
    __filename,
    'group.my.cnf',
    renderMyCnf({ ...model, replication: { kind: 'group', groupName, nodeNames, ipRange: '10.20.0.0/20' } }),
  );
});

test('of a pair', () => {
  const primaryKeys = PrimaryKeys.required();
  expectGolden(__filename, 'pair.my.cnf', renderMyCnf({ ...model, primaryKeys, replication: { kind: 'pair' } }));
});
