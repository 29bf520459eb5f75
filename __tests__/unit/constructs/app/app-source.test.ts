import { AppSource } from '../../../../constructs/app/app-source';
import { AppTier } from '../../../../constructs/app/app-tier';
import { SettingsForm } from '../../../../constructs/droplet/settings-form';
import { newSite, problems } from '../synth';

const start = '/opt/app/run';
const sha256 = 'a'.repeat(64);

test('an archive is installed only when its checksum is right', () => {
  const { fetch, version } = AppSource.archive('https://example.com/app.tar.gz', { sha256, start }).fetched!;
  const commands = fetch.map((argv) => argv.join(' '));
  const check = commands.findIndex((command) =>
    command.includes('sha256sum --check --status {sha256} /var/cache/app-archive'),
  );
  expect(check).toBeGreaterThan(commands.findIndex((command) => command.startsWith('curl ')));
  expect(commands.findIndex((command) => command.startsWith('tar '))).toBe(check + 1);
  expect(version).toEqual({ url: 'https://example.com/app.tar.gz', sha256 });
});

test('a repository is fetched at its ref alone', () => {
  const source = AppSource.git('https://example.com/app.git', { ref: 'v1.4.2', start });
  expect(source.install.packages).toContain('git');
  const { fetch, version } = source.fetched!;
  expect(fetch).toContainEqual([
    ...['git', '-C', '{dir}', 'fetch', '-q', '--depth', '1'],
    ...['https://example.com/app.git', '{ref}'],
  ]);
  expect(version).toEqual({ ref: 'v1.4.2' });
});

test.each([
  ['of the host in the user-data', 'url=https://example.com/other.tar.gz', true],
  ['of another host', 'url=https://example.org/app.tar.gz', false],
  ['of a host that begins like it', 'url=https://example.com.evil.org/app.tar.gz', false],
  ['of the host by another user', 'url=https://example.com@evil.org/app.tar.gz', false],
  ['by an option', 'url=--output=/etc/passwd', false],
])('a node takes an archive %s: %s', (_, line, takes) => {
  const { form } = AppSource.archive('https://example.com/app.tar.gz', { sha256, start }).fetched!;
  expect(SettingsForm.lines(form).accepts(line)).toBe(takes);
});

test('a build runs as the user of the app with its variables, after the code is there; then the code is root’s', () => {
  const { commands } = AppSource.inline({ files: { 'a.py': '' }, build: 'make', start }).install;
  expect(commands!.slice(-4)).toEqual([
    ['chown', '-R', 'app:app', '/opt/app'],
    ['/usr/local/sbin/app-environment', 'sh', '-euc', 'cd /opt/app; make'],
    ['chown', '-R', 'root:app', '/opt/app'],
    ['chmod', '-R', 'g+rX,g-w,o-w', '/opt/app'],
  ]);
});

test.each([
  ['an inline app without files', AppSource.inline({ files: {}, start }), "'source.files' must hold the app"],
  [
    'a file outside of the app',
    AppSource.inline({ files: { '../x': '' }, start }),
    "'source.files' must name paths below /opt/app, got '../x'",
  ],
  [
    'a repository that is no URL',
    AppSource.git('app', { ref: 'v1', start }),
    "'source.url' must be the https or ssh URL of a repository, got 'app'",
  ],
  [
    'a repository over a protocol that proves nothing',
    AppSource.git('git://example.com/app.git', { ref: 'v1', start }),
    "'source.url' must be the https or ssh URL of a repository, got 'git://example.com/app.git'",
  ],
  [
    'a ref with shell in it',
    AppSource.git('https://x/y', { ref: 'v1; rm', start }),
    "'source.ref' must be a tag or a commit, got 'v1; rm'",
  ],
  [
    'an archive without TLS',
    AppSource.archive('http://x/y', { sha256, start }),
    "'source.url' must be an https URL, got 'http://x/y'",
  ],
  [
    'an archive whose host begins like a link',
    AppSource.archive('http://169.254.example.com/y', { sha256, start }),
    "'source.url' must be an https URL, got 'http://169.254.example.com/y'",
  ],
  [
    'half a checksum',
    AppSource.archive('https://x/y', { sha256: 'abc', start }),
    "'source.sha256' must be 64 hex digits, got 'abc'",
  ],
])('refuses %s at synth', (_, source, message) => {
  const { stack, network, access } = newSite();
  new AppTier(stack, 'app', { network, access, source });
  expect(problems(stack)).toContainEqual(expect.stringContaining(message));
});

test('an archive may come from the link of the metadata, which no one else is on, without TLS', () => {
  const { stack, network, access } = newSite();
  const source = AppSource.archive('http://169.254.169.254:8790/archives/x', { sha256, start });
  new AppTier(stack, 'app', { network, access, source });
  expect(problems(stack)).toEqual([]);
});
