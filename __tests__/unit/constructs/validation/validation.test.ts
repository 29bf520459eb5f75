/** Every prop of the package's face: what it takes, what it refuses, and with which words. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Token, type TerraformStack } from 'cdktf';
import { exportedProps } from './exported-props';
import { renderPropShapes } from './prop-shapes';
import { allRows } from './all-rows';
import { NOT_CHECKED } from './not-checked';

const rows = allRows;
/** What synth would refuse, without the synthesis: hundreds of stacks are made here. */
const problems = (stack: TerraformStack) =>
  stack.node.findAll().flatMap(({ node }) => node.validate().map((problem) => `[${node.path}] ${problem}`));
const show = (value: unknown) => JSON.stringify(value)?.slice(0, 80);
const accepted = rows.flatMap((row) => row.accepts.map((value) => ({ ...row, value, shown: show(value) })));
const refused = rows.flatMap((row) =>
  row.refuses.map(([value, message]) => ({ ...row, value, message, shown: show(value) })),
);

test.each(accepted)('$name takes $shown', ({ stackWith, value }) => {
  expect(problems(stackWith(value))).toEqual([]);
});

test.each(refused)('$name refuses $shown', ({ stackWith, value, message, at, as }) => {
  const whole = message.startsWith('[') ? message : `[${at}] '${as}' must ${message}`;
  const found = problems(stackWith(value));
  expect(found).toContain(whole);
  // The path, the prop, the rule, the value and a remedy.
  for (const one of found) expect(one).toMatch(/^\[test\/.+\] '.+' must .+, got .+ \(.+\)$/s);
});

test('every prop that can be exported is in the table, or has a reason not to be', () => {
  const known = new Set([...rows.map(({ name }) => name), ...Object.keys(NOT_CHECKED)]);
  const isKnown = (name: string) => known.has(name) || known.has(`${name.split('.')[0]}.*`);
  const exported = exportedProps();
  expect(exported.length).toBeGreaterThan(200);
  expect(exported.filter(({ name, typed }) => !typed && !isKnown(name)).map(({ name }) => name)).toEqual([]);
});

test('the table and the reasons are about props that there are', () => {
  const names = exportedProps().map(({ name }) => name);
  const stale = [...rows.map(({ name }) => name), ...Object.keys(NOT_CHECKED)].filter(
    // Arguments beside the options have rows, too.
    (name) => name !== 'GitOptions.url' && !names.some((one) => one === name || name === `${one.split('.')[0]}.*`),
  );
  expect(stale).toEqual([]);
});

test('every row says what becomes of a value that Terraform computes', () => {
  const isComputed = (value: unknown): boolean =>
    Token.isUnresolved(value) || (typeof value === 'object' && value !== null && Object.values(value).some(isComputed));
  const silent = rows.filter((row) => ![...row.accepts, ...row.refuses.map(([value]) => value)].some(isComputed));
  expect(silent.map(({ name }) => name)).toEqual([
    'NodeSettings.files',
    'SettingsFile.path',
    'SettingsFile.mode',
    'SettingsFile.form',
    // Known in its sum with others, or refused in another's row.
    'ProxyListener.serverPort',
    // A value of its class.
    'MysqlServerChoice.packages',
    'MysqlServerSettings.bufferPoolMb',
    'WebInfrastructureProps.privateDomain',
    'AppProps.nodes',
  ]);
});

test('constructors and factories check the types that their props have', () => {
  const file = join(__dirname, '../../../../constructs/prop-shapes.ts');
  const text = renderPropShapes();
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, text);
  expect(readFileSync(file, 'utf8')).toBe(text);
});
