import { AppSource, type InlineOptions } from '../../../../../constructs/app/app-source';
import type { ArchiveOptions } from '../../../../../constructs/app/fetch-archive';
import type { GitOptions } from '../../../../../constructs/app/fetch-git';
import type { StartOptions } from '../../../../../constructs/app/start-options';
import { AppTier, type AppTierProps } from '../../../../../constructs/app/app-tier';
import { newSite } from '../../synth';
import { KNOWN, computed, rowsOf } from '../prop-row';

const app = (props: Pick<AppTierProps, 'source'>) => {
  const { stack, network, access } = newSite();
  new AppTier(stack, 'app', { network, access, ...props });
  return stack;
};
const START = { start: '/opt/app/run' };
const inline = (one: Partial<InlineOptions>) =>
  app({ source: AppSource.inline({ files: { 'app.py': '' }, ...START, ...one }) });
const git = (one: Partial<GitOptions & { url: string }>) =>
  app({ source: AppSource.git(one.url ?? 'https://example.com/app.git', { ref: 'v1', ...START, ...one }) });
const HOST_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
const bySsh = (one: Partial<GitOptions>) =>
  app({
    source: AppSource.git('ssh://git@example.com/app.git', {
      ref: 'v1',
      deployKey: computed.text,
      hostKeys: [HOST_KEY],
      ...START,
      ...one,
    }),
  });
const archive = (one: Partial<ArchiveOptions>) =>
  app({ source: AppSource.archive('https://example.com/app.tar.gz', { sha256: 'a'.repeat(64), ...START, ...one }) });

export const appSourceRows = [
  ...rowsOf<StartOptions>('StartOptions', 'test/app', inline, {
    start: {
      as: 'source.start',
      accepts: ['/opt/app/run --port ${PORT}', computed.text],
      refuses: [
        ['', "be a command on one line, got '' (write it like '/opt/app/run')"],
        ['a\nb', "be a command on one line, got 'a\nb' (write it like '/opt/app/run')"],
      ],
    },
    build: {
      as: 'source.build',
      accepts: ['npm ci\nnpm run build', computed.text],
      refuses: [[' ', "be shell, got ' ' (leave it out when there is nothing to build)"]],
    },
    metricsPath: {
      as: 'source.metricsPath',
      accepts: ['/metrics', '/internal/app.prom'],
      refuses: [
        ['metrics', "be a path of its own, got 'metrics' (write it like '/metrics')"],
        ['/', "be a path of its own, got '/' (write it like '/metrics')"],
        ['/./metrics', "be a path of its own, got '/./metrics' (write it like '/metrics')"],
        ['/healthz', "be a path of its own, got '/healthz' (write it like '/metrics')"],
        [computed.text, KNOWN],
      ],
    },
    packages: {
      as: 'cloudInit.packages',
      at: 'test/app/Resource',
      accepts: [['nodejs', computed.text]],
      refuses: [
        [['Node.js'], "be names of the distribution's packages, got 'Node.js' (write them like 'python3-pymysql')"],
      ],
    },
  }),
  ...rowsOf<InlineOptions>('InlineOptions', 'test/app', inline, {
    files: {
      as: 'source.files',
      accepts: [{ 'lib/app.py': computed.text }],
      refuses: [
        [{}, "hold the app, got {} (write { 'app.py': '...' })"],
        [{ '../app.py': '' }, "name paths below /opt/app, got '../app.py' (write them like 'app.py')"],
      ],
    },
  }),
  ...rowsOf<GitOptions & { url: string }>('GitOptions', 'test/app', git, {
    ref: {
      as: 'source.ref',
      accepts: ['v1.4.2', '3f9c2d1', 'release/1', computed.text],
      refuses: [['--upload-pack=x', "be a tag or a commit, got '--upload-pack=x' (write it like 'v1.4.2')"]],
    },
    url: {
      as: 'source.url',
      accepts: ['https://oauth2@example.com/app.git', computed.text],
      refuses: [
        [
          'git@example.com:shop/app.git',
          "be the https or ssh URL of a repository, got 'git@example.com:shop/app.git' (write it like 'ssh://git@example.com/shop/app.git')",
        ],
      ],
    },
    token: {
      as: 'source.token',
      accepts: [computed.text, 'a token'],
      refuses: [['', "be given, got 'nothing' (give the value of a sensitive Terraform variable)"]],
    },
    deployKey: {
      as: 'source.deployKey',
      accepts: [],
      refuses: [[computed.text, "be left out of an https URL, got 'a value' (write an ssh URL, or leave it out)"]],
    },
    hostKeys: {
      as: 'source.hostKeys',
      accepts: [],
      refuses: [[[computed.text], "be left out of an https URL, got 'a value' (write an ssh URL, or leave it out)"]],
    },
  }),
  ...rowsOf<GitOptions>('GitOptions', 'test/app', bySsh, {
    deployKey: {
      as: 'source.deployKey',
      accepts: [computed.text],
      refuses: [
        ['', "be given, got 'nothing' (give the value of a sensitive Terraform variable)"],
        [undefined, 'be given for an ssh URL, got nothing (give the private key of a deploy key)'],
      ],
    },
    hostKeys: {
      as: 'source.hostKeys',
      accepts: [[HOST_KEY], [computed.text]],
      refuses: [
        [[], "be given for an ssh URL, got nothing (write the host's keys, as it publishes them)"],
        [
          ['example.com ssh-ed25519 AAAA'],
          "hold public keys of the repository's host, without its name, got 'example.com ssh-ed25519 AAAA' (write them like 'ssh-ed25519 AAAA...', as the host publishes them)",
        ],
      ],
    },
    token: {
      as: 'source.token',
      accepts: [],
      refuses: [[computed.text, "be left out of an ssh URL, got 'a value' (write an https URL, or leave it out)"]],
    },
  }),
  ...rowsOf<ArchiveOptions>('ArchiveOptions', 'test/app', archive, {
    sha256: {
      as: 'source.sha256',
      accepts: ['0'.repeat(64), computed.text],
      refuses: [['abc', "be 64 hex digits, got 'abc' (run `sha256sum` on the archive)"]],
    },
    authorization: {
      as: 'source.authorization',
      accepts: [computed.text, 'Bearer x'],
      refuses: [['', "be given, got 'nothing' (give the value of a sensitive Terraform variable)"]],
    },
  }),
];
