import {
  AppSource,
  type ArchiveOptions,
  type GitOptions,
  type InlineOptions,
  type StartOptions,
} from '../../../../../constructs/app/app-source';
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
      accepts: ['ssh://git@example.com/app.git', computed.text],
      refuses: [
        [
          'git@example.com:app.git',
          "be the https or ssh URL of a repository, got 'git@example.com:app.git' (write it like 'https://example.com/app.git')",
        ],
      ],
    },
  }),
  ...rowsOf<ArchiveOptions>('ArchiveOptions', 'test/app', archive, {
    sha256: {
      as: 'source.sha256',
      accepts: ['0'.repeat(64), computed.text],
      refuses: [['abc', "be 64 hex digits, got 'abc' (run `sha256sum` on the archive)"]],
    },
  }),
];
