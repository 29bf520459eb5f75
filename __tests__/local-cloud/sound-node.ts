import { FROM_OUTSIDE, openToAll } from './exposure';
import { onNode } from './site';

/** Beside what is called from outside of every node: visitors' ports, and that of Group Replication, which has no setting for its address. */
const MORE: Readonly<Record<string, readonly string[]>> = { lb: ['tcp 80', 'tcp 443'], mysql: ['tcp 33061'] };

/** It listens on its private address, but for what is called from outside. */
export async function expectListensPrivately(name: string): Promise<void> {
  const open = [...FROM_OUTSIDE, ...(MORE[name.split('-')[0]!] ?? [])];
  const inOrder = open.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  expect([name, await openToAll(name)]).toEqual([name, inOrder]);
}

/** A unit that ends again and again is reported only by who may ask for its state. */
export async function expectReportSeesUnits(name: string): Promise<void> {
  const asked = 'runuser -u node-report -- systemctl show node-report.service -p ActiveState,LoadState';
  expect((await onNode(name, asked)).trim().split('\n').sort()).toEqual(['ActiveState=active', 'LoadState=loaded']);
}

/** Whatever its tier: cloud-init knows each word of its user-data, and it listens privately. */
export async function expectSound(name: string): Promise<void> {
  expect(await onNode(name, 'cloud-init schema --system')).toContain('Valid schema');
  await expectListensPrivately(name);
}
