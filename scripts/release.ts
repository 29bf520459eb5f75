/** `npm run release -- [--dry-run] VERSION|patch|minor|major`: version, changelog, commit and tag. The workflow of the tag publishes. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { notesOf, planRelease } from './release/plan-release';

const root = join(__dirname, '..');
const CHANGELOG = join(root, 'CHANGELOG.md');

const say = (command: string, ...args: string[]) => execFileSync(command, args, { cwd: root, encoding: 'utf8' }).trim();

function release(requested: string, dryRun: boolean): void {
  const { version: current } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const plan = planRelease(current, readFileSync(CHANGELOG, 'utf8'), requested, new Date().toISOString().slice(0, 10));
  const steps = [
    `version      ${current} -> ${plan.version} (package.json, package-lock.json)`,
    `changelog    ${/^## .*$/m.exec(plan.changelog)![0]}`,
    `commit, tag  ${plan.tag}`,
    `to publish   git push --follow-tags; the workflow 'release' runs 'npm publish --provenance'`,
  ];
  console.log(steps.join('\n'));
  if (dryRun) {
    console.log(`\nNothing was changed. The notes would be:\n\n${plan.notes}`);
    return;
  }
  if (say('git', 'status', '--porcelain') !== '')
    throw new Error('There are changes that are not committed: commit them first.');
  if (say('git', 'tag', '--list', plan.tag) !== '')
    throw new Error(`The tag ${plan.tag} is there already: choose a later version.`);
  writeFileSync(CHANGELOG, plan.changelog);
  say('npm', 'version', plan.version, '--no-git-tag-version', '--allow-same-version', '--ignore-scripts');
  say('git', 'commit', '--all', '--message', `Release ${plan.version}`);
  say('git', 'tag', '--annotate', plan.tag, '--message', plan.notes);
}

const program = new Command('npm run release --')
  .argument('<version>', 'X.Y.Z, patch, minor or major; with --notes, one that is in the changelog')
  .option('--dry-run', 'says what would be done')
  .option('--notes', 'prints what the changelog says of a version')
  .parse();
const { dryRun = false, notes = false } = program.opts<{ dryRun?: boolean; notes?: boolean }>();

try {
  if (notes) console.log(notesOf(readFileSync(CHANGELOG, 'utf8'), program.args[0]!.replace(/^v/, '')));
  else release(program.args[0]!, dryRun);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
