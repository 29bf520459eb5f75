import { execFileSync } from 'node:child_process';
import { commandLine, findNode, tierOfApp } from '../../../../cli/app/run-in-app';

const tier = (role: string, kind?: 'loadBalancer' | 'web' | 'app' | 'database') => ({ role, kind });
const SITE = [tier('lb', 'loadBalancer'), tier('web', 'web'), tier('app', 'app'), tier('mysql', 'database')];

test('a command reaches the app word by word, whatever is in them', () => {
  const words = ['printf', '%s|', "it's", '$HOME `id` "x"', '', 'a\nb', '*'];
  const line = commandLine(words).replace('cd /opt/app && exec', '').replace('/usr/local/sbin/app-environment', '');
  expect(execFileSync('sh', ['-c', line], { encoding: 'utf8' })).toBe(`${words.slice(2).join('|')}|`);
});

test('the app is started by its launcher, without the variables of the login', () => {
  expect(commandLine(['env'])).toMatch(
    /^cd \/opt\/app && exec env -i PATH=\S+ .*STATE_DIRECTORY=\/var\/lib\/app .* \/usr\/local\/sbin\/app-environment 'env'$/,
  );
});

describe('the app is found', () => {
  test.each([
    ['on nodes of its own', SITE, undefined, 'app'],
    ['on the web servers', SITE.filter(({ kind }) => kind !== 'app'), undefined, 'web'],
    ['by the role of its nodes', [...SITE, tier('api', 'app')], 'api', 'api'],
  ])('%s', (_, tiers, role, expected) => {
    expect(tierOfApp(tiers, { tier: role }).role).toBe(expected);
  });

  test.each([
    ['several', [...SITE, tier('api', 'app')], undefined, 'several apps: name one by --tier (app, api)'],
    ['none of that name', SITE, 'api', "no app 'api': there are web, app"],
    ['none', [tier('lb', 'loadBalancer')], undefined, 'no app: there are none'],
  ])('or %s, which is said', (_, tiers, role, message) => {
    expect(() => tierOfApp(tiers, { tier: role })).toThrow(message);
  });
});

test('the first node that answers and has the app is taken', async () => {
  const on = (node: string) =>
    node === 'app-2' ? Promise.resolve('') : Promise.reject(new Error('ssh x ended with 255: no route'));
  expect(await findNode({ on }, ['app-1', 'app-2', 'app-3'])).toBe('app-2');
  await expect(findNode({ on }, ['app-1', 'app-3'])).rejects.toThrow(
    'no node of the app answers:\napp-1: ended with 255: no route\napp-3: ended with 255: no route',
  );
});
