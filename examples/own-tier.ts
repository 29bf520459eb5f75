/** A tier of one's own beside the site: workers that take jobs from the site's database. */
import { Fn, type TerraformStack, TerraformVariable } from 'cdktf';
import {
  AppSource,
  DropletGroup,
  Failover,
  Monitoring,
  MysqlDatabase,
  serviceProxy,
  SettingsForm,
  WebInfrastructure,
} from 'cdktf-web-infrastructure';

/** The code lies in the user-data, as that of AppSource.inline(); larger code is fetched by a command, as AppSource.archive() does. */
const WORKER = `#!/usr/bin/python3
import json, os, pymysql, time
login = json.load(open(os.environ["CREDENTIALS_DIRECTORY"] + "/database.json"))
while True:
    with pymysql.connect(**login, autocommit=True) as db, db.cursor() as cursor:
        cursor.execute("DELETE FROM jobs ORDER BY id LIMIT 1")
    time.sleep(1)
`;
const UNIT = `[Unit]
Description=Takes jobs
After=network-online.target haproxy.service
[Service]
DynamicUser=yes
LoadCredential=database.json:/etc/worker/database.json
ExecStart=/usr/local/sbin/worker
Restart=always
RestartSec=5
[Install]
WantedBy=multi-user.target
`;

export function ownTier(stack: TerraformStack): void {
  const token = new TerraformVariable(stack, 'failover_token', { type: 'string', sensitive: true });
  const site = new WebInfrastructure(stack, 'site', {
    domain: 'www.foobar.com',
    region: 'ams3',
    access: { sshKeys: ['platform-team'], adminCidrs: ['198.51.100.0/24'] },
    loadBalancer: { failover: Failover.reservedIp({ token: token.stringValue }) },
    app: { source: AppSource.sample() },
    database: MysqlDatabase.selfHosted({ nodes: 3 }),
    monitoring: Monitoring.selfHosted({ email: ['oncall@foobar.com'], webhooks: ['https://pager.example/alerts'] }),
  });

  // On each worker, the service proxy: the writer is 127.0.0.1:3306 whichever node that is, the readers are 127.0.0.1:3307.
  const { listeners, parts } = site.database.connection();
  const { database, user, password } = site.database.credentials;
  const { host, port } = site.database.writer;
  // A setting: another password changes the file and replaces no node.
  const login = { host, port, database, user, password, ssl: { ca: '/etc/ssl/mysql-ca.pem' } };
  const workers = new DropletGroup(stack, 'workers', {
    network: site.network,
    access: site.access,
    role: 'worker',
    nodes: 2,
    size: 's-1vcpu-2gb',
    cloudInit: [
      ...parts,
      ...serviceProxy(listeners),
      {
        packages: ['python3-pymysql'],
        files: [
          { path: '/usr/local/sbin/worker', mode: '0755', content: WORKER },
          { path: '/etc/systemd/system/worker.service', content: UNIT },
        ],
        commands: [['systemctl', 'enable', '--now', 'worker.service']],
      },
    ],
    settings: [
      {
        files: [
          { path: '/etc/worker/database.json', mode: '0600', form: SettingsForm.json, content: Fn.jsonencode(login) },
        ],
        apply: [['systemctl', 'try-restart', 'worker.service']],
      },
    ],
    readiness: { worker: ['systemctl', 'is-active', '--quiet', 'worker.service'] },
    failureImpact: { takesDown: 'jobs' },
  });
  // The database's firewall. Firewall rules for ssh and metrics, exporters, journals, alerts and the status page come with the network.
  site.database.allowFrom(workers);
}
