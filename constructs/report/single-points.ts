import { Annotations } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import { MetadataKey, pathOf } from '../facts';
import { measuredOutage, type DrillName, type MeasuredOutage } from './measured-outages';

/** What depends on one machine alone. */
export interface SinglePoint {
  /** Such as 'the only web node'. */
  readonly lost: string;
  /** What stops with it, such as 'the site'. */
  readonly takesDown: string;
  /** What ends that, such as 'a deploy has made another'. */
  readonly until: string;
  /** What to write instead, such as 'use 2 nodes'. */
  readonly remedy: string;
  /** The drill that measured its loss once it is mended. @default not measured */
  readonly mended?: DrillName;
}

/** The loss of a machine whose work others do. */
export interface CoveredLoss {
  /** Such as 'one of 2 web nodes'. */
  readonly lost: string;
  /** The drill that measured this loss. @default - not measured */
  readonly drill?: DrillName;
}

/** What depends on one machine alone, and what to do about it. */
export interface SinglePointOfFailure extends Omit<SinglePoint, 'mended'> {
  /** Path of the construct that tells it. */
  readonly construct: string;
  /** The outage of the same loss with the remedy, as drills measured it. @default - not measured */
  readonly outageWithRemedy?: MeasuredOutage;
}

/** A loss that other machines make up for. */
export interface SurvivedLoss {
  /** Path of the construct that tells it. */
  readonly construct: string;
  /** Such as 'one of 2 web nodes'. */
  readonly lost: string;
  /** The outage, as drills measured it. @default - not measured */
  readonly outage?: MeasuredOutage;
}

/** What the loss of a node of a tier means. */
export interface TierLoss {
  /** What stops with the node when nobody does its work, such as 'the site'. */
  readonly takesDown: string;
  /** The other nodes do its work. @default true when there are others */
  readonly covered?: boolean;
  /** What ends the outage of a node that nobody replaces. @default 'a deploy has made another' */
  readonly until?: string;
  /** What to write instead, when the node is the only one. @default 'use 2 nodes' */
  readonly remedy?: string;
  /** The drill that measured the loss of one of several. @default not measured */
  readonly drill?: DrillName;
}

export const SINGLE_POINTS = new MetadataKey<SinglePoint>('single-point');
const COVERED_LOSSES = new MetadataKey<CoveredLoss>('covered-loss');

/** Says that something depends on one machine alone: a warning at synth, and a line of the report. */
export function addSinglePointOfFailure(construct: Construct, point: SinglePoint): void {
  SINGLE_POINTS.add(construct, point);
  Annotations.of(construct).addWarning(
    `${point.lost} is a single point of failure: it takes down ${point.takesDown} until ${point.until} (${point.remedy})`,
  );
}

/** Says that other machines make up for the loss of one: a line of the report. */
export function addTolerableFailure(construct: Construct, loss: CoveredLoss): void {
  COVERED_LOSSES.add(construct, loss);
}

/** What the loss of one of the nodes of a tier means: a single point of failure, or something that the others make up for. */
export function addTierFailure(construct: Construct, role: string, nodes: number, loss: TierLoss): void {
  const lost = nodes === 1 ? `the only ${role} node` : `one of ${nodes} ${role} nodes`;
  if (nodes > 1 && (loss.covered ?? true)) {
    addTolerableFailure(construct, { lost, drill: loss.drill });
    return;
  }
  const { takesDown, until = 'a deploy has made another', remedy = 'use 2 nodes', drill } = loss;
  addSinglePointOfFailure(construct, { lost, takesDown, until, remedy, mended: drill });
}

/**
 * The single points of failure that the constructs of this package know of in `scope`, which is a stack or any part of one. The
 * region, and the services of DigitalOcean and Cloudflare themselves, are not counted.
 */
export function singlePointsOfFailure(scope: IConstruct): readonly SinglePointOfFailure[] {
  return SINGLE_POINTS.entriesOf(scope).map(({ construct, fact: { mended, ...point } }) => ({
    construct: pathOf(construct),
    ...point,
    ...(mended && { outageWithRemedy: measuredOutage(mended) }),
  }));
}

/** The machines of `scope` that may be lost one at a time, and what that was measured to cost. */
export function survivedLosses(scope: IConstruct): readonly SurvivedLoss[] {
  return COVERED_LOSSES.entriesOf(scope).map(({ construct, fact: { lost, drill } }) => ({
    construct: pathOf(construct),
    lost,
    ...(drill && { outage: measuredOutage(drill) }),
  }));
}
