import type { CloudConfig } from '../../../../../constructs/cloud-init/cloud-config';
import type { DataVolume } from '../../../../../constructs/droplet/data-volumes';
import { DropletGroup } from '../../../../../constructs/droplet/droplet-group';
import type { DropletGroupProps, NodeProps } from '../../../../../constructs/droplet/droplet-group-props';
import type { NodeSettings, SettingsFile } from '../../../../../constructs/droplet/node-settings';
import { SettingsForm } from '../../../../../constructs/droplet/settings-form';
import { RebootWindow, type DailyRebootsOptions } from '../../../../../constructs/droplet/reboot-window';
import type { TierMetrics } from '../../../../../constructs/droplet/tier';
import { Outbound, type OutboundRule } from '../../../../../constructs/network/outbound';
import { newSite } from '../../synth';
import { KNOWN, computed, rowsOf, size, someNodes, wholeNumber } from '../prop-row';

const group = (props: Partial<DropletGroupProps>) => {
  const { stack, network, access } = newSite();
  const right = { role: 'web', nodes: 1, size: 's-1vcpu-1gb', cloudInit: [], readiness: {} };
  new DropletGroup(stack, 'web', { network, access, ...right, ...props });
  return stack;
};
const outbound = (one: Partial<OutboundRule>) => group({ outbound: Outbound.standard({ port: 587, ...one }) });
const part = (part: CloudConfig) => group({ cloudInit: [part] });
const settings = (one: Partial<NodeSettings>) => group({ settings: [{ files: [], apply: [], ...one }] });
const file = (one: Partial<SettingsFile>) =>
  settings({ files: [{ path: '/etc/one', form: SettingsForm.text, content: '', ...one }] });
const reboots = (options: DailyRebootsOptions) => group({ rebootWindow: RebootWindow.daily(options) });
const volume = (one: Partial<DataVolume>) => group({ volume: { sizeGb: 10, ...one } });

const PATHS = "have absolute paths, got 'etc/one' (write them like '/etc/app/settings.json')";
const NO_COMMAND = "be a command, got [] (write it like ['test', '-e', '/run/ready'])";
const NO_NAME = "have checks with a name, got 'a b' (write it like 'nginx')";
const notFrom = (path: string) =>
  `not lie where the system takes programs and units from, got '${path}' (choose a directory of your own below /etc)`;
const NO_FORM =
  "have the form that its node takes, got '/etc/one' (choose another SettingsForm, or a content that fits this one)";
const inFile = (name: string, value: string) => [
  { path: '/etc/one', form: SettingsForm.text, content: '', [name]: value },
];
const sizeGb = (got: number) => [got, `be a whole number from 1 to 16384, got ${got} (use 1 to 16384)`] as const;

export const dropletRows = [
  ...rowsOf<NodeProps>('NodeProps', 'test/web', group, {
    size: {
      accepts: ['s-2vcpu-2gb', 'c-4', 'so1_5-4vcpu-32gb-intel', computed.text],
      refuses: [
        ['huge', size('huge')],
        ['s-2vcpu-3gb', size('s-2vcpu-3gb')],
      ],
    },
    image: {
      accepts: ['debian-13-x64', 'ubuntu-24-04-x64', 'ubuntu-26-04-x64', '123456', computed.text],
      refuses: [
        [
          'fedora-42-x64',
          "be an image that the nodes are made for, got 'fedora-42-x64' (use debian-13-x64, ubuntu-24-04-x64 or ubuntu-26-04-x64, or the id of a snapshot made from one)",
        ],
      ],
    },
    readinessTimeout: wholeNumber(10, 7200),
    maxSurge: wholeNumber(1, 99),
  }),
  ...rowsOf<DropletGroupProps>('DropletGroupProps', 'test/web', group, {
    role: {
      accepts: ['web', 'api-2'],
      refuses: [
        ['Web', "be one label of a host name, got 'Web' (write it like 'web')"],
        [
          'r'.repeat(50),
          `give names of at most 64 characters, as Linux takes them, got '${'r'.repeat(50)}-1.int.foobar.com' (shorten the role, or the domain of the PrivateNetwork)`,
        ],
        [computed.text, KNOWN],
      ],
    },
    nodes: someNodes(1, 99),
    size: { accepts: ['s-1vcpu-1gb', computed.text], refuses: [['medium', size('medium')]] },
    cloudInit: {
      accepts: [[], [{ packages: ['nginx'] }, { commands: [['true', computed.text]] }]],
      refuses: [
        [
          [{ files: [{ path: '/etc/one', content: '' }] }, { files: [{ path: '/etc/one', content: '' }] }],
          "[test/web] 'cloudInit.files.path' must not repeat a value, got '/etc/one' (name each once)",
        ],
      ],
    },
    additionalReadinessTimeout: wholeNumber(0, 21_600),
    readiness: {
      accepts: [{}, { app: ['true', computed.text] }],
      refuses: [
        [{ 'a b': ['true'] }, NO_NAME],
        [{ app: [] }, `[test/web] 'readiness.app' must ${NO_COMMAND}`],
      ],
    },
    postRegistrationChecks: {
      accepts: [{}, { app: ['true', computed.text] }],
      refuses: [
        [{ 'a b': ['true'] }, NO_NAME],
        [{ app: [] }, `[test/web] 'postRegistrationChecks.app' must ${NO_COMMAND}`],
      ],
    },
    settings: {
      accepts: [
        [{ files: [{ path: '/etc/one', form: SettingsForm.text, content: computed.text }], apply: [['true']] }],
      ],
      refuses: [
        [
          Array(2).fill({ files: [{ path: '/etc/one', form: SettingsForm.text, content: '' }], apply: [] }),
          "[test/web] 'settings.files.path' must not repeat a value, got '/etc/one' (name each once)",
        ],
      ],
    },
  }),
  ...rowsOf<TierMetrics>('TierMetrics', 'test/web', (one) => group({ metrics: { port: 9121, ...one } }), {
    port: { as: 'metrics.port', ...wholeNumber(1, 65535) },
    path: {
      as: 'metrics.path',
      accepts: ['/internal/metrics'],
      refuses: [
        ['metrics', "be a path, got 'metrics' (write it like '/metrics')"],
        [computed.text, KNOWN],
      ],
    },
  }),
  ...rowsOf<OutboundRule>('OutboundRule', 'test/web/firewall', outbound, {
    port: { as: 'outbound.port', ...wholeNumber(1, 65535) },
    protocol: {
      as: 'outbound.protocol',
      accepts: ['tcp', 'udp', computed.text],
      refuses: [['icmp', "be a known value, got 'icmp' (use one of tcp, udp)"]],
    },
    cidrs: {
      as: 'outbound.cidrs',
      accepts: [['203.0.113.7/32', computed.text]],
      refuses: [
        [['203.0.113.7'], "hold ranges in CIDR form, got '203.0.113.7' (write them like '198.51.100.0/24')"],
        [[], 'hold a range, got [] (leave it out for everywhere)'],
      ],
    },
  }),
  ...rowsOf<CloudConfig>('CloudConfig', 'test/web', part, {
    outbound: {
      at: 'test/web/firewall',
      as: 'outbound.port',
      accepts: [[{ port: 587 }]],
      refuses: [
        [[{ port: 0 }], 'be a whole number from 1 to 65535, got 0 (use 1 to 65535)'],
        [[{ port: computed.number }], KNOWN],
      ],
    },
    packages: {
      as: 'cloudInit.packages',
      accepts: [['nginx', 'g++', computed.text]],
      refuses: [
        [
          ['python3 pip'],
          "be names of the distribution's packages, got 'python3 pip' (write them like 'python3-pymysql')",
        ],
      ],
    },
    files: {
      as: 'cloudInit.files',
      accepts: [[{ path: '/etc/one', content: computed.text, mode: '0600', owner: 'app:app' }]],
      refuses: [
        [[{ path: 'etc/one', content: '' }], PATHS],
        [
          inFile('mode', '640'),
          "[test/web] 'cloudInit.files.mode' must be an octal mode, got '640' (write it like '0644')",
        ],
        [
          inFile('owner', 'app'),
          "[test/web] 'cloudInit.files.owner' must be a user and a group, got 'app' (write it like 'root:root')",
        ],
      ],
    },
    first: {
      as: 'cloudInit.first',
      accepts: [[['true', computed.text]]],
      refuses: [[[[]], "hold words, got [] (write them like ['systemctl', 'daemon-reload'])"]],
    },
    commands: {
      as: 'cloudInit.commands',
      accepts: [[['true', computed.text]]],
      refuses: [[[[]], "hold words, got [] (write them like ['systemctl', 'daemon-reload'])"]],
    },
  }),
  ...rowsOf<NodeSettings>('NodeSettings', 'test/web', settings, {
    files: { as: 'settings.files', accepts: [[]], refuses: [[inFile('path', 'etc/one'), PATHS]] },
    apply: {
      as: 'settings.apply',
      accepts: [[['nginx', '-t', computed.text]]],
      refuses: [[[[]], "hold words, got [] (write them like ['nginx', '-t'])"]],
    },
  }),
  ...rowsOf<SettingsFile>('SettingsFile', 'test/web', file, {
    path: {
      as: 'settings.files',
      accepts: ['/etc/one', '/etc/a b'],
      refuses: [
        ['etc/one', PATHS],
        ['/usr/local/sbin/rotation', notFrom('/usr/local/sbin/rotation')],
        ['/etc/systemd/system/x.service', notFrom('/etc/systemd/system/x.service')],
        ['/etc/cron.d/x', notFrom('/etc/cron.d/x')],
      ],
    },
    mode: {
      as: 'settings.files.mode',
      accepts: ['0600'],
      refuses: [
        ['0999', "be an octal mode, got '0999' (write it like '0644')"],
        [
          '0755',
          "let nobody execute a file that changes while its node lives, got '0755' (take the x out for /etc/one: programs belong into user-data (CloudConfig.files))",
        ],
      ],
    },
    form: {
      as: 'settings.files.content',
      accepts: [SettingsForm.text, SettingsForm.secret],
      refuses: [[SettingsForm.json, NO_FORM]],
    },
    content: {
      as: 'settings.files.content',
      accepts: ['any text', computed.text],
      refuses: [['\0', NO_FORM]],
    },
  }),
  ...rowsOf<DailyRebootsOptions>('DailyRebootsOptions', 'test/web', reboots, {
    from: {
      as: 'rebootWindow.from',
      accepts: ['00:00', '23:59'],
      refuses: [
        ['24:00', "be a time of the day, got '24:00' (write it like '02:00', in UTC)"],
        ['2:00', "be a time of the day, got '2:00' (write it like '02:00', in UTC)"],
        [computed.text, KNOWN],
      ],
    },
    hours: { as: 'rebootWindow.hours', ...wholeNumber(1, 24) },
  }),
  ...rowsOf<DataVolume>('DataVolume', 'test/web/data', volume, {
    sizeGb: {
      accepts: [1, 16384, computed.number],
      refuses: [sizeGb(0), sizeGb(16385), sizeGb(1.5)],
    },
  }),
];
