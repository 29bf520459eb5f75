import type { Command } from 'commander';
import { newProgram } from '../../../cli/program';
import { stackAsOption } from '../../../cli/stack-first';
import { ended } from './command-line';

const all = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(all)];
const pathOf = (command: Command): string =>
  command.parent ? `${pathOf(command.parent)} ${command.name()}`.trim() : '';
const COMMANDS = newProgram().commands.filter((one) => !['complete', 'help'].includes(one.name()));

test.each(COMMANDS.map((one) => [one.name()]))('%s: --help has a summary, examples and exit codes', async (name) => {
  const { code, output } = await ended(name, '--help');
  expect(code).toBe(0);
  expect(output).toMatch(/Examples:\n {2}\$ cdktf-web-infrastructure /);
  expect(output).toMatch(/Exit codes:\n {2}0 {2}done[^]*\n {2}2 {2}not done/);
});

test('the list of commands is grouped, with a summary of one line for each', async () => {
  const { output } = await ended('--help');
  expect(output.match(/^\S.*:$/gm)).toEqual(expect.arrayContaining(['Before a deploy:', 'A deployed site:']));
  for (const { name, text } of COMMANDS.map((one) => ({ name: one.name(), text: one.summary() }))) {
    expect({ name, text }).toEqual({ name, text: expect.stringMatching(/^[a-z][^\n]{10,90}[^.]$/) as string });
  }
});

test('every example is a command with options that it has', async () => {
  const examples = (await Promise.all(COMMANDS.map((one) => ended(one.name(), '--help')))).flatMap(
    ({ output }) => output.match(/(?<=\$ cdktf-web-infrastructure ).*?(?= {3}|$)/gm) ?? [],
  );
  expect(examples.length).toBeGreaterThan(15);
  for (const example of examples) {
    const program = newProgram();
    for (const one of all(program)) one.action(() => undefined);
    const words = stackAsOption(program, example.replace(/ > .*/, '').split(' '));
    await expect(program.parseAsync([...words], { from: 'user' })).resolves.toBeDefined();
  }
});

test.each([
  [['stauts'], /unknown command 'stauts'\n\(Did you mean status\?\)/],
  [['status', '--hours', '0'], /'--hours <number>' argument '0' is invalid. Give a whole number from 1/],
  [['mysql', 'restart'], /missing required argument 'node'/],
  [['logs'], /error: a request's id looks like/],
  [['status', 'one', '--stack', 'two'], /error: the stack is named twice: 'one' and 'two'/],
] as const)('%j is a wrong command line: exit code 2, and what is wrong', async (argv, message) => {
  const { code, output, errors } = await ended(...argv);
  expect({ code, output }).toEqual({ code: 2, output: '' });
  expect(errors).toMatch(message);
});

test('the version is that of the package', async () => {
  expect((await ended('--version')).output).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test.each([
  ['mysql production status', 'mysql --stack production status'],
  ['mysql --yes production switchover mysql-2', 'mysql --yes --stack production switchover mysql-2'],
  ['mysql --site www.foobar.com production status', 'mysql --site www.foobar.com --stack production status'],
  ['mysql production migrate start', 'mysql --stack production migrate start'],
  ['app production run -- env', 'app --stack production run -- env'],
  ['app run production -- env', 'app --stack production run -- env'],
  ['app run --node app-2 production -- ls -l', 'app --stack production run --node app-2 -- ls -l'],
  ['app run -- env production', 'app run -- env production'],
  ['app run env', 'app run env'],
  ['app --stack production run -- env -- x', 'app --stack production run -- env -- x'],
  ['app shell', 'app shell'],
  ['mysql status', 'mysql status'],
  ['mysql help status', 'mysql help status'],
  ['mysql --stack status status', 'mysql --stack status status'],
  ['status production', 'status production'],
  ['mysql', 'mysql'],
])('`%s` is `%s` to commander', (typed, parsed) => {
  expect(stackAsOption(newProgram(), typed.split(' ')).join(' ')).toBe(parsed);
});

test('every command with verbs takes its stack before them', () => {
  const withVerbs = all(newProgram()).filter((one) => one.commands.length > 0 && one.parent?.parent === null);
  expect(withVerbs.map(pathOf)).toEqual(['app', 'mysql']);
});
