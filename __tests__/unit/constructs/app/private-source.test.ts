/** Code that nodes fetch with credentials: what they run, and where the credentials are. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppSource } from '../../../../constructs/app/app-source';
import { AppTier, colocatedApp } from '../../../../constructs/app/app-tier';
import { WebTier } from '../../../../constructs/web/web-tier';
import { newSite, synthesize } from '../synth';

const start = '/opt/app/run';
const SECRET = 'such-a-secret';
const HOST_KEY = `ssh-ed25519 ${'A'.repeat(68)}`;
const SOURCES = {
  'a deploy key': AppSource.git('ssh://git@example.com/app.git', {
    ref: 'v1',
    deployKey: SECRET,
    hostKeys: [HOST_KEY],
    start,
  }),
  'a token': AppSource.git('https://example.com/app.git', { ref: 'v1', token: SECRET, start }),
  'a header': AppSource.archive('https://example.com/a.tar.gz', {
    sha256: 'a'.repeat(64),
    authorization: SECRET,
    start,
  }),
};
const fileOf = (source: AppSource, path: string) => {
  const file = source.install.files!.find((one) => one.path === path)!;
  return 'content' in file ? file.content : '';
};
const commandsOf = (source: AppSource) => source.fetched!.fetch.map((argv) => argv.join(' '));

test.each(Object.entries(SOURCES))(
  '%s is in the settings of the nodes, and in nothing that they are made from',
  (_, source) => {
    for (const tier of ['of its own', 'beside nginx']) {
      const { stack, network, access } = newSite();
      if (tier === 'of its own') new AppTier(stack, 'app', { network, access, source });
      else new WebTier(stack, 'web', { network, access, app: colocatedApp({ source }) });
      const { locals, ...others } = synthesize(stack);
      const holding = Object.entries(locals).filter(([, text]) => JSON.stringify(text).includes(SECRET));
      const payloads = Object.keys(locals).filter((name) => name.includes('settings_payload'));
      // In base64, with what goes around it.
      expect(payloads).toHaveLength(1);
      const encoded = [...JSON.stringify(locals[payloads[0]!]).matchAll(/[A-Za-z0-9+/]{12,}={0,2}/g)].map(([text]) =>
        Buffer.from(text, 'base64').toString(),
      );
      expect(encoded.some((text) => text.includes(SECRET))).toBe(true);
      expect(holding).toEqual([]);
      expect(JSON.stringify(others)).not.toContain(SECRET);
    }
    expect(JSON.stringify([source.install, source.fetched!.fetch])).not.toContain(SECRET);
  },
);

test('a repository by ssh is fetched from a host with the given keys alone, submodules too', () => {
  const options = { ref: 'v1', deployKey: SECRET, hostKeys: [HOST_KEY], submodules: true, start };
  const source = AppSource.git('ssh://git@example.com:2222/app.git', options);
  const ssh =
    'core.sshCommand=ssh -i /etc/app/deploy-key -o IdentitiesOnly=yes -o UserKnownHostsFile=/etc/app/git-host-keys -o StrictHostKeyChecking=yes';
  expect(commandsOf(source)).toEqual(
    expect.arrayContaining([
      `git -C {dir} -c ${ssh} fetch -q --depth 1 ssh://git@example.com:2222/app.git {ref}`,
      `git -C {dir} -c ${ssh} submodule update -q --init --recursive --depth 1`,
    ]),
  );
  expect(fileOf(source, '/etc/app/git-host-keys')).toBe(`[example.com]:2222 ${HOST_KEY}\n`);
  expect(fileOf(SOURCES['a deploy key'], '/etc/app/git-host-keys')).toBe(`example.com ${HOST_KEY}\n`);
});

test('git gets the token from a file, with the user of the URL', () => {
  const directory = mkdtempSync(join(tmpdir(), 'git-token-'));
  const [helper, token] = [join(directory, 'helper'), join(directory, 'token')];
  writeFileSync(token, `${SECRET}\n`);
  const filled = (url: string) => {
    const source = AppSource.git(url, { ref: 'v1', token: SECRET, start });
    writeFileSync(helper, fileOf(source, '/etc/app/git-credential').replace('/etc/app/git-token', token));
    chmodSync(helper, 0o755);
    return execFileSync(
      'git',
      ['-c', 'credential.helper=', '-c', `credential.helper=${helper}`, 'credential', 'fill'],
      {
        input: `url=${url}\n\n`,
        encoding: 'utf8',
      },
    );
  };
  expect(filled('https://example.com/app.git')).toMatch(`username=git\npassword=${SECRET}\n`);
  expect(filled('https://oauth2@example.com/app.git')).toMatch(`username=oauth2\npassword=${SECRET}\n`);
  rmSync(directory, { recursive: true });
});

test('an archive gets its header from a file', () => {
  expect(commandsOf(SOURCES['a header'])).toContain(
    'curl -fsSL --retry 5 -H @/etc/app/archive-authorization -o /var/cache/app-archive {url}',
  );
});
