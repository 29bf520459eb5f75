import { Token, ref } from 'cdktf';
import { MysqlBackups } from '../../../../../constructs/mysql/backups/mysql-backups';
import type { SpacesBackupsOptions } from '../../../../../constructs/mysql/backups/spaces-backups';
import { MysqlDatabase } from '../../../../../constructs/mysql/database/mysql-database';
import { newSite, problems, resources } from '../../synth';

const OPTIONS: SpacesBackupsOptions = {
  bucket: 'foobar-backups',
  region: 'ams3',
  accessKeyId: 'DOKEY',
  secretAccessKey: 'a secret',
};

function bind(backups?: MysqlBackups) {
  const { stack, network, access } = newSite();
  MysqlDatabase.selfHosted({ nodes: 3, backups }).bind(stack, 'database', { network, access });
  return stack;
}

/** What the deploy hands to the nodes, as an expression of Terraform. */
function payload(backups?: MysqlBackups): string {
  const { locals } = bind(backups).toTerraform() as { locals: Record<string, string> };
  return Object.entries(locals).find(([name]) => name.includes('settings_payload'))![1];
}

const userData = (backups?: MysqlBackups): string =>
  Object.entries((bind(backups).toTerraform() as { locals: Record<string, string> }).locals).find(([name]) =>
    name.includes('user-data'),
  )![1];

test('are switched on without replacing a node: its user-data is the same with and without', () => {
  expect(userData(MysqlBackups.toSpaces(OPTIONS))).toBe(userData(MysqlBackups.none()));
});

test('hand the bucket, its key and the schedule to living nodes', () => {
  const handed = payload(MysqlBackups.toSpaces({ ...OPTIONS, keepDays: 30 }));
  expect(handed).toContain('"/etc/mysql-backup/settings.json" = base64encode(jsonencode(');
  expect(handed).toContain('"endpoint" = "https://ams3.digitaloceanspaces.com"');
  expect(handed).toContain('"keep_days" = 30');
  expect(handed).toContain('"base_every_hours" = 24');
});

test('are told an endpoint that Terraform computes as one text', () => {
  const region = Token.asString(ref('var.region'));
  const { locals } = bind(MysqlBackups.toSpaces({ ...OPTIONS, region })).toTerraform() as {
    locals: Record<string, string>;
  };
  const [name] = Object.entries(locals).find(([, text]) => text === 'https://${var.region}.digitaloceanspaces.com')!;
  expect(payload(MysqlBackups.toSpaces({ ...OPTIONS, region }))).toContain(`"endpoint" = local.${name}`);
});

test('are encrypted for a key of the cluster, and for whoever else is named', () => {
  const stack = bind(MysqlBackups.toSpaces(OPTIONS));
  expect(resources(stack, 'tls_private_key')).toContainEqual(expect.objectContaining({ algorithm: 'ED25519' }));
  const recipient = `age1${'q'.repeat(58)}`;
  expect(payload(MysqlBackups.toSpaces({ ...OPTIONS, recipients: [recipient] }))).toContain(recipient);
});

test('without them synth warns', () => {
  const warnings = (backups?: MysqlBackups) =>
    bind(backups)
      .node.findChild('database')
      .node.metadata.filter(({ type }) => String(type).includes('warn'))
      .map(({ data }) => String(data));
  expect(warnings()).toContainEqual(expect.stringContaining('MySQL without backups'));
  expect(warnings(MysqlBackups.toSpaces(OPTIONS))).toEqual([]);
});

test.each<[string, Partial<SpacesBackupsOptions>, string]>([
  ['a bucket that is none', { bucket: 'My Bucket' }, "'backups.bucket' must be a bucket's name, got 'My Bucket'"],
  ['a region that is none', { region: 'Amsterdam 3' }, "'backups.region' must be a region that has Spaces"],
  ['an endpoint with a path', { endpoint: 'https://x.test/y' }, "'backups.endpoint' must be a URL without a path"],
  ['a prefix that ends in a slash', { prefix: 'shop/' }, "'backups.prefix' must be words and slashes"],
  ['a missing key', { secretAccessKey: '' }, "'backups.secretAccessKey' must be given, got 'nothing'"],
  ['a base every month', { baseEveryHours: 720 }, "'backups.baseEveryHours' must be a whole number from 1 to 168"],
  ['nothing kept', { keepDays: 0 }, "'backups.keepDays' must be a whole number from 1 to 3650, got 0"],
  ['a drill a year', { drillEveryDays: 365 }, "'backups.drillEveryDays' must be a whole number from 1 to 90"],
  [
    'a private key where a public one belongs',
    { recipients: ['AGE-SECRET-KEY-1'] },
    "'backups.recipients' must hold public keys of age or of SSH's ed25519",
  ],
])('refuse %s at synth', (_, wrong, message) => {
  const stack = bind(MysqlBackups.toSpaces({ ...OPTIONS, ...wrong }));
  expect(problems(stack)).toContainEqual(expect.stringContaining(message));
});

test('no message shows a secret', () => {
  const stack = bind(MysqlBackups.toSpaces({ ...OPTIONS, accessKeyId: '', keepDays: 0 }));
  expect(problems(stack).join()).not.toContain(OPTIONS.secretAccessKey);
});
