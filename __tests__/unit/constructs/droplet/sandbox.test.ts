import { sandbox } from '../../../../constructs/droplet/sandbox';
import { Monitoring } from '../../../../constructs/monitoring/monitoring';
import { TlsCertificate } from '../../../../constructs/tls/tls-certificate';
import { synthesize } from '../synth';
import { unpacked } from '../unpacked';
import { computed } from '../validation/prop-row';
import { wholeSite } from '../whole-site';

const SECTION = /^(\/etc\/systemd\/system\/\S+?) \d{4}\n([\s\S]*?)(?=\n\/\S+ \d{4}\n|(?![\s\S]))/gm;
/** MySQL's server, and exporters, have the units of their packages. */
const OF_PACKAGES = /\/(mysql|prometheus[\w-]*)\.service\.d\//;

/** path -> text of all units and drop-ins of a site's nodes that run something. */
function services(): ReadonlyMap<string, string> {
  const { stack } = wholeSite({
    tls: TlsCertificate.acme({ email: 'a@b.de', dnsToken: computed.text }),
    monitoring: Monitoring.selfHosted({ email: ['a@b.de'], webhooks: [computed.text], deadMansSwitch: computed.text }),
  });
  const { locals } = synthesize(stack) as unknown as { locals: Record<string, string> };
  const texts = Object.values(locals).filter((text) => String(text).startsWith('#cloud-config'));
  const units = texts.flatMap((text) =>
    [...unpacked(text).matchAll(SECTION)].map(([, path, unit]) => [path!, unit!] as const),
  );
  return new Map(units.filter(([path, unit]) => unit.includes('[Service]') && !OF_PACKAGES.test(path)));
}

test('every service of a node has a sandbox: HAProxy, nginx, keepalived and all of our own', () => {
  const all = services();
  const names = [...all.keys()].map((path) => path.replace('/etc/systemd/system/', ''));
  expect(names).toEqual(
    expect.arrayContaining([
      ...['haproxy.service.d/site.conf', 'haproxy.service.d/sandbox.conf', 'nginx.service.d/drain.conf'],
      ...['keepalived.service.d/sandbox.conf', 'app.service', 'node-report.service', 'mysql-cluster.service'],
    ]),
  );
  const open = [...all].filter(
    ([, unit]) =>
      !/^NoNewPrivileges=yes$/m.test(unit) ||
      !/^CapabilityBoundingSet=/m.test(unit) ||
      !/^SystemCallFilter=~/m.test(unit),
  );
  expect(open.map(([path]) => path)).toEqual([]);
});

test('what systemd starts again, it starts again however often it has ended: nobody has to come', () => {
  const limited = [...services()].filter(
    ([path, unit]) =>
      (/^Restart=/m.test(unit) || /(haproxy|nginx|keepalived)\.service\.d/.test(path)) &&
      !/^StartLimitIntervalSec=0$/m.test(unit),
  );
  expect(limited.map(([path]) => path.split('/').at(-2) + '/' + path.split('/').at(-1))).toEqual([]);
});

test('no service keeps the right to load modules or to mount, and the app none at all', () => {
  for (const [path, unit] of services()) {
    const [, capabilities] = /^CapabilityBoundingSet=(.*)$/m.exec(unit)!;
    expect(`${path} ${capabilities}`).not.toMatch(/CAP_SYS_ADMIN|CAP_SYS_MODULE|CAP_SYS_PTRACE/);
  }
  expect(services().get('/etc/systemd/system/app.service')).toMatch(/^CapabilityBoundingSet=$/m);
});

test('what a service needs is named, and the rest is taken away', () => {
  const lines = (options: Parameters<typeof sandbox>[0]) => sandbox(options).split('\n');
  expect(lines({})).toEqual(
    expect.arrayContaining([
      'ProtectSystem=strict',
      'CapabilityBoundingSet=',
      'MemoryDenyWriteExecute=yes',
      'RestrictRealtime=yes',
    ]),
  );
  const given = lines({
    writes: ['/run/x'],
    compiles: true,
    realtime: true,
    seesProcesses: true,
    capabilities: ['CAP_KILL'],
  });
  expect(given).toEqual(expect.arrayContaining(['ReadWritePaths=/run/x', 'CapabilityBoundingSet=CAP_KILL']));
  expect(given.join('\n')).not.toMatch(/MemoryDenyWriteExecute|RestrictRealtime|ProtectProc|ProcSubset/);
});
