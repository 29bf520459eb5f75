/** Commands in a user's directory, as processes: what they load, and what they synthesize. */
import { runTypeScript } from '../../../documented-program';
import { aProject, aSite, removeProjects, type Stacks } from './a-project';

const MINUTE = 60_000;

afterAll(removeProjects);

const command = (cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  runTypeScript('cli/main.ts', args, { cwd, env });

/** An application that writes what cdktf would. */
const app = (stacks: Stacks) => `
  const { mkdirSync, writeFileSync } = require('node:fs');
  const out = process.env.CDKTF_OUTDIR;
  const stacks = ${JSON.stringify(stacks)};
  if (JSON.parse(process.env.CDKTF_CONTEXT_JSON).broken) throw new Error('no such size');
  const entries = Object.keys(stacks).map((name) => [name, { name, workingDirectory: name, synthesizedStackPath: name + '/cdk.tf.json' }]);
  writeFileSync(out + '/manifest.json', JSON.stringify({ stacks: Object.fromEntries(entries) }));
  for (const [name, stack] of Object.entries(stacks)) {
    mkdirSync(out + '/' + name);
    const metadata = process.env.WEB_INFRASTRUCTURE_FACTS ? { webInfrastructure: stack } : {};
    writeFileSync(out + '/' + name + '/cdk.tf.json', JSON.stringify({ '//': { metadata } }));
  }`;

const FACTS = { report: { monthlyCost: 1 }, dashboards: { 'site.json': '{}' } };
const userApp = (stacks: Stacks, context: object = {}) =>
  aProject({}, { 'main.js': app(stacks), 'cdktf.json': JSON.stringify({ app: 'node main.js', context }) });

test(
  'report runs the app of cdktf.json, whatever was synthesized before',
  async () => {
    expect(JSON.parse(await command(userApp({ shop: FACTS }), ['report', '--json']))).toEqual(FACTS.report);
  },
  MINUTE,
);

test(
  'dashboards writes a file each',
  async () => {
    const directory = userApp({ shop: FACTS, other: FACTS });
    expect(await command(directory, ['dashboards', 'shop', '--out', 'grafana'])).toBe('grafana/site.json\n');
  },
  MINUTE,
);

test.each([
  ['which stack', userApp({ one: FACTS, two: FACTS }), 'error: name one of the stacks: one, two'],
  [
    'an app that fails',
    userApp({ shop: FACTS }, { broken: true }),
    /the application does not synthesize: .*no such size/s,
  ],
  ['a directory without cdktf.json', aProject({}), 'there is no cdktf.json with an `app` in'],
])(
  'report: %s',
  async (_, directory, message) => {
    const failing = command(directory, ['report']);
    await expect(failing).rejects.toThrow(message);
    await expect(failing).rejects.toThrow('ended with 2');
  },
  MINUTE,
);

test(
  'a module that cdktf.json or the environment names says how stacks are reached',
  async () => {
    const stacks = { shop: { output: aSite('shop', 'int.foobar.com') } };
    const module = (text: string) => `export async function reach({ name }) { throw new Error('${text} ' + name); }`;
    const files = {
      'reach.mjs': module('configured'),
      'other.mjs': module('by the environment'),
      'cdktf.json': JSON.stringify({ webInfrastructure: { reach: './reach.mjs' } }),
    };
    const directory = aProject(stacks, files);
    await expect(command(directory, ['status'])).rejects.toThrow('error: configured shop');
    const env = (name: string) => ({ WEB_INFRASTRUCTURE_REACH: name });
    await expect(command(directory, ['status'], env('./other.mjs'))).rejects.toThrow('error: by the environment shop');
    await expect(command(directory, ['status'], env('./cdktf.json'))).rejects.toThrow(
      /cannot be loaded|exports no function/,
    );
    await expect(command(directory, ['status'], env('no-such-module'))).rejects.toThrow(
      "the module 'no-such-module' of WEB_INFRASTRUCTURE_REACH or cdktf.json cannot be loaded",
    );
  },
  MINUTE,
);
