/** What a node has, the node, and the daemon's own check of it. */
export const OWN_CONFIGURATIONS: readonly (readonly [string, string, string])[] = [
  ['haproxy.cfg of a load balancer', 'lb-1', 'haproxy -c -f /etc/haproxy/limits.cfg -f /etc/haproxy/haproxy.cfg'],
  ['keepalived.conf', 'lb-1', 'keepalived -t -f /etc/keepalived/keepalived.conf'],
  ['nginx.conf', 'web-1', 'nginx -t'],
  ['haproxy.cfg of a service proxy', 'app-1', 'haproxy -c -f /etc/haproxy/haproxy.cfg'],
  ['services of a service proxy', 'web-1', 'haproxy -c -f /etc/haproxy/haproxy.cfg -f /etc/haproxy/services.cfg'],
  ['my.cnf', 'mysql-1', 'mysqld --validate-config --user=mysql'],
  ['user-data of a load balancer', 'lb-1', 'cloud-init schema --system'],
  ['user-data of a web server', 'web-1', 'cloud-init schema --system'],
  ['user-data of an app server', 'app-1', 'cloud-init schema --system'],
  ['user-data of a database node', 'mysql-1', 'cloud-init schema --system'],
];

/** A node, its daemon's check of the file `$0`, a golden file of the unit tests, and what it must stand in. */
export const GOLDEN_CONFIGURATIONS: readonly (readonly [string, string, string, string])[] = [
  ['lb-1', 'haproxy -c -f /etc/haproxy/limits.cfg -f $0', 'load-balancer/golden/round-robin.haproxy.cfg', ''],
  ['lb-1', 'haproxy -c -f /etc/haproxy/limits.cfg -f $0', 'load-balancer/golden/active-passive.haproxy.cfg', ''],
  ['lb-1', 'haproxy -c -f /etc/haproxy/limits.cfg -f $0', 'load-balancer/golden/no-proxy.haproxy.cfg', ''],
  ['lb-1', 'haproxy -c -f /etc/haproxy/limits.cfg -f $0', 'load-balancer/golden/weighted-sticky.haproxy.cfg', ''],
  ['lb-1', 'haproxy -c -f /etc/haproxy/limits.cfg -f $0', 'load-balancer/golden/slow-requests.haproxy.cfg', ''],
  ['web-1', 'nginx -t -c $0', 'web/golden/nginx-site.conf', 'http'],
  ['web-1', 'haproxy -c -f $0', 'service-proxy/golden/web.haproxy.cfg', ''],
  ['app-1', 'haproxy -c -f $0', 'service-proxy/golden/app.haproxy.cfg', ''],
  ['mysql-1', 'mysqld --defaults-file=$0 --validate-config --user=mysql', 'mysql/golden/group.my.cnf', ''],
  ['mysql-1', 'mysqld --defaults-file=$0 --validate-config --user=mysql', 'mysql/golden/pair.my.cnf', ''],
];
