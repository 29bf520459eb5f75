import { findSite, type SiteSelection } from '../../../../cli/project/find-site';
import { Project } from '../../../../cli/project/project';
import { aProject, aSite, removeProjects, type Stacks } from './a-project';

afterAll(removeProjects);

const found = (stacks: Stacks, selection: SiteSelection = {}) =>
  findSite(new Project(aProject(stacks)), selection).map(({ stack, output }) => `${stack.name} ${output}`);
const one = (stack: string, domain = 'foobar.com') => ({
  output: aSite(stack, `int.${domain}`, { domain: `www.${domain}` }),
});
const ENVIRONMENTS = { production: one('production'), staging: one('staging'), network: { output: {} } };

test('the only stack with a site needs no name', () => {
  expect(found({ production: one('production'), other: {} })).toEqual(['production web_infrastructure_int_foobar_com']);
});

test('of several it is the one that is named, though their domains are the same', () => {
  expect(found(ENVIRONMENTS, { stack: 'staging' })).toEqual(['staging web_infrastructure_int_foobar_com']);
});

test.each<[string, Stacks, SiteSelection, string]>([
  [
    'several, and no name',
    ENVIRONMENTS,
    {},
    'name the stack, or the site by --site: there are production (www.foobar.com), staging (www.foobar.com)',
  ],
  [
    'a name that no stack has',
    ENVIRONMENTS,
    { stack: 'prod' },
    "there is no stack 'prod': there are network, production, staging",
  ],
  ['a stack without a site', ENVIRONMENTS, { stack: 'network' }, "stack 'network' has no site"],
  ['no site anywhere', { network: {} }, {}, 'no stack here has a site: network'],
  [
    'a domain that no site has',
    { production: one('production') },
    { site: 'www.barfoo.com' },
    "there is no site 'www.barfoo.com': there are production (www.foobar.com)",
  ],
  [
    'a later version',
    { production: { output: aSite('production', 'int.foobar.com', { version: 2 }) } },
    {},
    'deployed by a later version of cdktf-web-infrastructure (description 2, this command reads 1)',
  ],
])('%s: an error that lists what there is', (_, stacks, selection, message) => {
  expect(() => found(stacks, selection)).toThrow(message);
});

test('of two sites in one stack, either domain names one', () => {
  const stacks = { shared: { output: { ...one('shared').output, ...one('shared', 'barfoo.com').output } } };
  expect(() => found(stacks)).toThrow('shared (www.foobar.com), shared (www.barfoo.com)');
  for (const site of ['www.barfoo.com', 'int.barfoo.com'])
    expect(found(stacks, { site })).toEqual(['shared web_infrastructure_int_barfoo_com']);
});

test('a site in several stacks is one, from whichever it is named; that one is first', () => {
  const stacks = { app: { output: aSite('network', 'int.foobar.com') }, network: one('network') };
  expect(found(stacks)).toHaveLength(2);
  expect(found(stacks, { stack: 'network' }).map((part) => part.split(' ')[0])).toEqual(['network', 'app']);
  expect(found(stacks, { stack: 'app' }).map((part) => part.split(' ')[0])).toEqual(['app', 'network']);
});

test('before the first synth the error says what to do', () => {
  const project = new Project(aProject({}), { output: 'nowhere' });
  expect(() => findSite(project, {})).toThrow(/manifest\.json is missing \(run `npx cdktf synth` first/);
});
