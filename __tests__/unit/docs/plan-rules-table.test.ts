import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PLAN_RULES, type PlanRule } from '../../../testing';

const GUIDE = join(__dirname, '../../../docs/guides/testing.md');
const SECTION = /(<!-- rules: [^\n]* -->\n)([^]*)(<!-- \/rules -->)/;

function row({ name, types, actions, anyOf, onlyOf, impact, reason }: PlanRule): string {
  const of = (types ?? ['everything']).map((type) => type.replace(/^(digitalocean|cloudflare)_/, '')).join(', ');
  const attributes = anyOf ? `: ${anyOf.join(', ')}` : onlyOf ? `: only ${onlyOf.join(', ')}` : '';
  return `| ${name} | ${of} | ${actions.join(', ')}${attributes} | ${impact} | ${reason} |\n`;
}

test('the guide lists the rules as they are: run `npm run snapshots` when they were meant to change', () => {
  const table = ['| rule | resources | actions | impact | why |\n|---|---|---|---|---|\n', ...PLAN_RULES.map(row)].join(
    '',
  );
  const guide = readFileSync(GUIDE, 'utf8');
  if (process.env.UPDATE_GOLDEN === '1') {
    writeFileSync(
      GUIDE,
      guide.replace(SECTION, (_, start: string, __, end: string) => start + table + end),
    );
  }
  expect(SECTION.exec(readFileSync(GUIDE, 'utf8'))?.[2]).toBe(table);
});
