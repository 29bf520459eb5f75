/** CONFORMANCE.md says which resources there are and how many recorded cases each passes; the other tests here make them pass. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeRecorded, Recordings, wantsBackups, type Mutation } from './recordings';

const FILE = join(__dirname, '../../../../local-cloud/providers/CONFORMANCE.md');

describeRecorded('CONFORMANCE.md', () => {
  it('counts the cases that are recorded now', () => {
    const text = ['digitalocean', 'cloudflare'].map((name) => section(new Recordings(name as 'cloudflare'))).join('\n');
    const page = `${INTRODUCTION}\n${text}`;
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(FILE, page);
    expect(readFileSync(FILE, 'utf8')).toBe(page);
  });
});

const INTRODUCTION = `# Conformance of the stand-ins

What the real providers did was recorded; the tests in \`__tests__/plan/providers/conformance\` hold the stand-ins to it. Each cell
says how many of the recorded cases are asserted, so that they pass or the suite fails: plans after a change of one attribute, values
refused, requests of an update. A resource that is not 0 throughout also has the recorded schema, and the recorded plan and requests
of its creation and destruction. One that is 0 throughout has no stand-in, and Terraform says so.

\`UPDATE_GOLDEN=1 npx jest --selectProjects plan --testPathPatterns conformance/table\` writes this page.
`;

function section(recordings: Recordings): string {
  const { mutations, refusals, updates } = recordings.everything;
  const types = [...new Set([mutations, refusals, updates].flat().map(typeOf))].sort();
  const has = (type: string) => recordings.resourceTypes.includes(type);
  const cell = (cases: readonly Mutation[], type: string) => {
    const recorded = cases.filter((one) => typeOf(one) === type);
    const passed = has(type) ? recorded.filter((one) => cases !== updates || !wantsBackups(one)) : [];
    return recorded.length === 0 ? '' : `${passed.length} / ${recorded.length}`;
  };
  const rows = types.map((type) =>
    [`\`${type}\``, cell(mutations, type), cell(refusals, type), cell(updates, type)].join(' | '),
  );
  const sources = recordings.dataSourceTypes.map((type) => `\`${type}\``).join(', ');
  return `## ${recordings.name}

| resource | plans | refusals | updates |
| --- | --- | --- | --- |
${rows.map((row) => `| ${row} |`).join('\n')}

Data sources, with the recorded schema: ${sources}.
`;
}

function typeOf({ set }: Mutation): string {
  return Object.keys(set)[0]!.split('.')[0]!;
}
