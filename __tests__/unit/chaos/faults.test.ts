import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classOf, classes } from '../../../chaos/faults/classes';
import { nodesOf, servesWithin, type FaultClass, type Struck } from '../../../chaos/faults/fault-class';
import { hasQuota, quotaFile, writeQuota } from '../../../chaos/faults/machines';
import { TARGETS } from '../../../chaos/schedule/fault';
import { expectGolden } from '../golden';
import { controlGroup, recordingCluster } from './recording-cluster';

/** Least of each parameter, at its first target. */
async function exampleOf({ name, targets, seconds, parameters = {} }: FaultClass): Promise<Struck> {
  const { cluster } = recordingCluster();
  const least = Object.entries(parameters).map(([key, [first]]) => [key, first] as const);
  const nodes = await nodesOf(cluster, targets[0]!, 'app-1');
  return { number: 7, name, nodes, seconds: seconds[0], parameters: Object.fromEntries(least) };
}

/** Those that write to this machine's control groups, or call an API by HTTP. */
const ELSEWHERE = ['starved', 'droplet-deleted'];

test('what each class of faults does, and how it is healed', async () => {
  const texts: string[] = [];
  for (const one of classes.filter(({ name }) => !ELSEWHERE.includes(name))) {
    const { cluster, lines } = recordingCluster();
    const struck = await exampleOf(one);
    await one.strike(cluster, struck);
    const strikes = lines.splice(0);
    await one.heal(cluster, struck);
    const serves = servesWithin(one, one.targets[0]!);
    texts.push(
      `=== ${one.name}: ${one.title} (${serves === undefined ? 'nothing promised' : `serves after ${serves} s`})`,
      ...strikes,
      '--- healed',
      ...lines,
      '',
    );
  }
  expectGolden(__filename, 'faults.txt', texts.join('\n'));
});

test('a class has one name, a target that there is, and a time in which it can be seen', () => {
  expect(classes.length).toBeGreaterThanOrEqual(40);
  expect(new Set(classes.map(({ name }) => name)).size).toBe(classes.length);
  for (const { targets, seconds, title } of classes) {
    expect(targets.length).toBeGreaterThan(0);
    expect(targets.filter((target) => !TARGETS.includes(target))).toEqual([]);
    expect(seconds[0]).toBeLessThanOrEqual(seconds[1]);
    expect(title).not.toBe('');
  }
  expect(classOf('loss').family).toBe('network');
  expect(() => classOf('earthquake')).toThrow('no class of faults earthquake: there are loss, ');
});

test('a role is the node that has it when the fault strikes, and the workload’s node keeps its power', async () => {
  const { cluster } = recordingCluster();
  const of = (target: (typeof TARGETS)[number]) => nodesOf(cluster, target, 'app-1');
  expect(await of('lb-active')).toEqual(['lb-2']);
  expect(await of('lb-standby')).toEqual(['lb-1']);
  expect(await of('mysql-primary')).toEqual(['mysql-2']);
  expect(await of('mysql-secondary-2')).toEqual(['mysql-3']);
  expect(await of('mysql-all')).toEqual(['mysql-1', 'mysql-2', 'mysql-3']);
  expect(await of('all')).not.toContain('app-1');
  expect(await of('all')).toHaveLength(8);
  expect(await of('site')).toEqual([]);
  expect(await of('web-1')).toEqual(['web-1']);
  const machines = classes.filter(({ family }) => family === 'machine');
  expect(machines.flatMap(({ targets }) => targets)).not.toContain('app-1');
});

test('a quota is written to version 1’s file where there is one, and taken away again', () => {
  const directories = controlGroup();
  const file = join(directories[1]!, 'cpu.cfs_quota_us');
  expect(hasQuota(directories)).toBe(false);
  writeQuota(directories, 3);
  expect(readFileSync(file, 'utf8')).toBe('3000');
  expect(hasQuota(directories)).toBe(true);
  writeQuota(directories, undefined);
  expect(readFileSync(file, 'utf8')).toBe('-1');
  expect(hasQuota(directories)).toBe(false);
  expect(quotaFile(['/v2'], 3, () => false)).toEqual(['/v2/cpu.max', '3000 100000']);
  expect(quotaFile(['/v2'], undefined, () => false)).toEqual(['/v2/cpu.max', 'max 100000']);
});
