import { Lazy } from 'cdktf';
import type { AppProcesses } from '../../../../constructs/app/app-processes';
import { AppSource } from '../../../../constructs/app/app-source';
import { AppTier, colocatedApp } from '../../../../constructs/app/app-tier';
import { WebTier } from '../../../../constructs/web/web-tier';
import { existingMysql, newSite, problems, resources, synthesize } from '../synth';
import { unpacked } from '../unpacked';

const git = (ref: string) => AppSource.git('https://example.com/app.git', { ref, start: './run' });
const inline = (text: string) => AppSource.inline({ files: { 'app.py': text }, start: './run' });
const tier = (processes: AppProcesses, { database = true, role = 'app' } = {}) => {
  const { stack, network, access } = newSite();
  const given = database ? existingMysql(stack) : undefined;
  new AppTier(stack, 'app', { network, access, role, source: git('v1'), database: given, ...processes });
  return stack;
};
const colocated = (processes: AppProcesses, { database = true } = {}) => {
  const { stack, network, access } = newSite();
  const given = database ? existingMysql(stack) : undefined;
  new WebTier(stack, 'web', {
    network,
    access,
    app: colocatedApp({ source: git('v1'), database: given, ...processes }),
  });
  return stack;
};
const SITES = [
  ['on nodes of its own', tier],
  ['on the web servers', colocated],
] as const;

type Stack = ReturnType<typeof tier>;
const userData = (stack: Stack) => {
  const { locals } = synthesize(stack) as { locals: Record<string, string> };
  return unpacked(Object.values(locals).find((text) => String(text).startsWith('#cloud-config'))!);
};
const gateTimeouts = (stack: Stack) =>
  resources(stack, 'digitalocean_droplet').map(
    ({ provisioner }) =>
      (provisioner as { 'local-exec': { environment: { TIMEOUT: string } } }[])[0]!['local-exec'].environment.TIMEOUT,
  );

describe.each(SITES)('the release of an app %s', (_, site) => {
  test('comes before the app, which needs it', () => {
    const text = userData(site({ release: 'python3 manage.py migrate' }));
    expect(text).toMatch(
      /app\.service 0644\n\[Unit\][^[]*\nRequires=app-release\.service\nAfter=app-release\.service\n/,
    );
    expect(text).toContain('#!/bin/sh -e\\n      python3 manage.py migrate'.replace(/\\n/g, '\n'));
  });

  test('leaves a mark when it fails, for the readiness report', () => {
    const text = userData(site({ release: 'true' }));
    expect(text).toContain(
      `ExecStopPost=+/bin/sh -c 'test "$SERVICE_RESULT" = success || touch /run/app-release.failed'`,
    );
    expect(text).toContain('FAILED = "/run/%s.failed"');
  });

  test('has its own time limit, by which the gates of new nodes are longer', () => {
    expect(gateTimeouts(site({ release: 'true' }))).toEqual(['1800', '1800']);
    expect(gateTimeouts(site({ release: 'true', releaseTimeoutSeconds: 60 }))).toEqual(['960', '960']);
    expect(gateTimeouts(site({}))).toEqual(['900', '900']);
  });

  test('is refused without a database, with the remedy', () => {
    expect(problems(site({ release: 'migrate' }, { database: false }))).toEqual([
      expect.stringMatching(
        /'release' must have a database, which records that it has run, got 'migrate' \(give the app a 'database', or run the command before the deploy\)$/,
      ),
    ]);
  });

  test('is not limited when there is none', () => {
    expect(problems(site({ releaseTimeoutSeconds: 60 }))).toEqual([
      expect.stringMatching(/'releaseTimeoutSeconds' must be the limit of a release, got 60/),
    ]);
  });
});

describe.each(SITES)('a worker of an app %s', (_, site) => {
  const workers = {
    mail: { start: 'python3 "%h worker.py" $QUEUE', stopTimeoutSeconds: 120 },
    feed: { start: './feed' },
  };

  test('is a unit of its own, with the command as the shell reads it', () => {
    const text = userData(site({ workers }));
    expect(text).toMatch(/#!\/bin\/sh\n +exec python3 "%h worker\.py" \$QUEUE\n/);
    expect(text).toMatch(
      /app-worker-mail\.service 0644\n[^]*?ExecStart=\S+ \/etc\/app\/workers\/mail\n[^]*?TimeoutStopSec=120\n/,
    );
    expect(text).toMatch(/app-worker-feed\.service 0644\n[^]*?TimeoutStopSec=30\n/);
    expect(text).not.toContain('app-job');
  });

  test('starts after the release', () => {
    expect(userData(site({ workers, release: 'true' }))).toMatch(
      /app-worker-mail\.service 0644\n\[Unit\][^[]*\nRequires=app-release\.service\nAfter=app-release\.service\n/,
    );
  });

  test('has run before its node is ready, and counts for nothing later', () => {
    expect(userData(site({ workers }))).toMatch(
      /"app-worker-mail": \[\s*"test",\s*"-e",\s*"\/var\/lib\/cloud\/instance\/app-worker-mail"/,
    );
  });
});

describe.each(SITES)('a schedule of an app %s', (_, site) => {
  const schedules = { mail: { calendar: '*-*-* 03:00', run: './send "%h" $HOME', timeoutSeconds: 60 } };

  test('is a timer on each node, and a command of which the database decides where it runs', () => {
    const text = userData(site({ schedules }));
    expect(text).toMatch(/app-schedule-mail\.timer 0644\n[^]*?OnCalendar=\*-\*-\* 03:00\nOnActiveSec=1\n/);
    expect(text).toMatch(
      /app-schedule-mail\.service 0644\n[^]*?ExecStart=\S+ \/usr\/local\/sbin\/app-job schedule mail\n/,
    );
    expect(text).toMatch(/#!\/bin\/sh -e\n +\.\/send "%h" \$HOME\n/);
    expect(text).toMatch(/"mail": \{\s*"calendar": "\*-\*-\* 03:00",\s*"timeout": 60/);
    expect(text).not.toContain('app-release.service');
  });

  test('has its first time after the release, and never begins a failed release again', () => {
    const text = userData(site({ schedules, release: 'true' }));
    const unit = (name: string) =>
      text
        .slice(text.indexOf(`${name} 0644\n`))
        .split('[Install]')[0]!
        .split('\n/')[0]!;
    const timer = unit('app-schedule-mail.timer');
    expect(timer).toMatch(/DefaultDependencies=no\n[^[]*Requires=app-release\.service\nAfter=app-release\.service\n/);
    expect(unit('app-schedule-mail.service')).not.toMatch(/app-release\b/);
  });

  test('is refused without a database, with the remedy', () => {
    expect(problems(site({ schedules }, { database: false }))).toEqual([
      expect.stringMatching(
        /'schedules' must have a database, which decides where they run, got 'mail' \(give the app a 'database', or run it from outside of the site\)$/,
      ),
    ]);
  });
});

test('an app without processes carries nothing of them', () => {
  expect(userData(tier({}))).not.toMatch(/app-(job|release|worker|schedule)\S* 0[67]\d\d\n/);
});

test('a second app in the same database has records of its own', () => {
  expect(userData(tier({ release: 'true' }, { role: 'shop' }))).toContain('"app": "shop"');
});

test('code in the user-data that Terraform computes is another release when Terraform finds another value', () => {
  const value = Lazy.stringValue({ produce: () => 'computed' });
  const { stack, network, access } = newSite();
  new AppTier(stack, 'app', { network, access, source: inline(`key = "${value}" # \${HOME}`) });
  expect(JSON.stringify(synthesize(stack).locals)).toMatch(/inline=\$\{sha256\(/);
});

describe('an app that leaves', () => {
  const script = (text: string) => /\/etc\/app\/leave[^]*?content: \|\n([^]*?)\n\s+- path/.exec(text)![1]!;

  test("on nodes of its own closes the port of its node's report some seconds before its own", () => {
    for (const database of [true, false]) {
      const text = userData(tier({}, { database }));
      expect(script(text)).toMatch(
        /tcp dport 8406 tcp flags & \(syn \| ack\) == syn reject with tcp reset; }; }'\n +sleep 3\.5\n.*tcp dport \{ 8000, 8002 \} .*reject with tcp reset'\n +exec sleep 1$/,
      );
      expect(text).toMatch(/frontend reach/);
    }
  });

  test('on the web servers has nginx say so', () => {
    expect(script(userData(colocated({})))).toMatch(/touch \/run\/nginx-draining\n +exec sleep 2\.5$/);
  });

  test('does not, when another process on the node has its connections', () => {
    for (const site of [tier({}), colocated({})])
      expect(script(userData(site))).toMatch(/^ +#!\/bin\/sh -e\n.*\n +\[ ! -e \/run\/app-switched \] \|\| exit 0\n/);
  });
});
