import { asMysqls } from '../../../../local-cloud/image/mysql-repository';

const SERVER = `Package: mysql-server
Source: mysql-9.7
Version: 9.7.4-2
Depends: mysql-client (>= 9.7.4-2), mysql-common (>= 5.8+1.0.4~), mysql-server-core (= 9.7.4-2), perl:any (>= 5.6)
Conflicts: mariadb-server, virtual-mysql-server
Replaces: mysql-server-8.0 (<< 8.4)
`;

test('Debian’s packages get the names, the version and the dependencies of MySQL’s own', () => {
  expect(asMysqls(SERVER, '9.7.4-2', '9.7.4-1debian13')).toBe(`Package: mysql-community-server
Version: 9.7.4-1debian13
Depends: mysql-community-client (= 9.7.4-1debian13), mysql-common (>= 5.8+1.0.4~), mysql-community-server-core (= 9.7.4-1debian13), perl:any (>= 5.6)
Conflicts: mariadb-server, virtual-mysql-server
Replaces: mysql-server-8.0 (<< 8.4)
`);
});

test('a package of MySQL’s takes the files of the one that it is made from', () => {
  const core = 'Package: mysql-server-core\nVersion: 9.7.4-2\nReplaces: mysql-server-core-8.0 (<< 8.4)\n';
  expect(asMysqls(core, '9.7.4-2', '9.7.4-1debian13')).toBe(
    'Package: mysql-community-server-core\nVersion: 9.7.4-1debian13\nReplaces: mysql-server-core, mysql-server-core-8.0 (<< 8.4)\n',
  );
});
