import { randomUUID } from 'node:crypto';
import { now } from '../clock';
import { unprocessable } from '../errors';
import type { State, Vpc } from '../model';
import { REGIONS } from './catalog';
import { isUsableRange, overlap } from './ranges';

/** The VPC of what names none; every region has one from the first. */
export function defaultVpc({ vpcs }: Pick<State, 'vpcs'>, region: string): Vpc | undefined {
  return vpcs.find((one) => one.isDefault && one.region === region);
}

/** Adds the default VPC of each region that has none. */
export function addDefaultVpcs(state: Pick<State, 'vpcs'>): void {
  for (const [index, region] of Object.keys(REGIONS).entries()) {
    if (defaultVpc(state, region)) continue;
    const usual = `10.${200 + index}.0.0/20`;
    state.vpcs.push({
      id: randomUUID(),
      name: `default-${region}`,
      description: '',
      region,
      ipRange: isFree(state, usual) ? usual : freeRange(state),
      isDefault: true,
      createdAt: now(),
    });
  }
}

function isFree({ vpcs }: Pick<State, 'vpcs'>, range: string): boolean {
  return !vpcs.some((vpc) => isUsableRange(vpc.ipRange) && overlap(vpc.ipRange, range));
}

/** A range for a VPC whose creator names none. */
export function freeRange(state: Pick<State, 'vpcs'>): string {
  for (let byte = 100; byte < 200; byte++) {
    const range = `10.${byte}.0.0/20`;
    if (isFree(state, range)) return range;
  }
  throw unprocessable('no range left for another VPC');
}
