import { maskText } from '../../../testing/mask';

test.each([
  ['password', 'hunter2', '<secret>'],
  ['api_token', 'prefix-${var.token}', '<secret>'],
  ['private_key_pem', 'anything', '<secret>'],
  ['certificate', '-----BEGIN CERTIFICATE-----\nMIIB', '<pem>'],
  ['user_data', '#cloud-config\npackages: [nginx]\n', '<text>'],
  ['comment', 'x'.repeat(201), '<text>'],
  ['value', 'Zm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFy1', '<secret>'],
  ['uri', 'mysql://app:hunter2@db:3306/x', 'mysql://<secret>@db:3306/x'],
  ['url', 'https://hooks.slack.com/services/T0/B0/x', 'https://hooks.slack.com/<secret>'],
  ['user_data', '2fd4e1c67a2d28fced849ee1bb76e7391b93eb12', '<hash>'],
  ['id', '${digitalocean_droplet.site_web_web-1_AF05F594.id}', '${digitalocean_droplet.site_web_web-1.id}'],
])('masks %s = %j', (name, value, masked) => {
  expect(maskText(name, value)).toBe(masked);
});

test.each([
  ['password', '${random_password.admin.result}'],
  ['token', ''],
  ['public_key', 'ssh-ed25519 AAAA team'],
  ['name', 'mysql-1.int.foobar.com'],
  ['ip_range', '10.20.0.0/20'],
  ['name', 'a-name-of-only-letters-that-is-longer-than-forty-characters'],
])('leaves %s = %j as it is', (name, value) => {
  expect(maskText(name, value)).toBe(value);
});
