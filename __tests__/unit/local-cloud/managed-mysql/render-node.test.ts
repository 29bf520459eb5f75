import { renderMyCnf, renderNode } from '../../../../local-cloud/managed-mysql/render-node';
import { settingStatements } from '../../../../local-cloud/managed-mysql/settings';
import { expectGolden } from '../../golden';

test('renders the configuration of every node: read-only at each start, and writes wait for standbys', () => {
  expectGolden(__filename, 'managed.my.cnf', renderMyCnf(100000101));
});

test('hands certificate and key to root alone', () => {
  const certificate = { key: 'KEY', certificate: 'CERTIFICATE' };
  const text = renderNode({ id: 1, ca: 'CA', certificate });
  expect(text.split('\n')[0]).toBe('#cloud-config');
  const { write_files: files } = JSON.parse(text.slice(text.indexOf('{'))) as { write_files: Record<string, string>[] };
  expect(files.filter(({ content }) => /^(KEY|CERTIFICATE|CA)$/.test(content!)).map((one) => one.permissions)).toEqual(
    Array(3).fill('0600'),
  );
});

test('settings are the server’s variables, under its names', () => {
  const settings = { default_time_zone: '+01:00', slow_query_log: true, binlog_retention_period: 600 };
  expect(settingStatements(settings, 'db-s-2vcpu-4gb')).toEqual([
    'SET PERSIST max_connections = 300',
    "SET PERSIST time_zone = '+01:00'",
    'SET PERSIST slow_query_log = TRUE',
    'SET PERSIST binlog_expire_logs_seconds = 600',
  ]);
});
