import type { IConstruct } from 'constructs';
import { grafanaDashboards } from '../monitoring/dashboards/grafana-dashboards';
import { pictureOf, type Picture } from '../picture/picture';
import { reportOf, type Report } from '../report/report';
import type { TierIdentity } from '../tiers';

/** What a synth tells of a stack beside Terraform's configuration, for the commands `report`, `diagram` and `dashboards`. */
export interface StackFacts {
  readonly report: Report;
  readonly diagram: Picture;
  /** Content by file name. */
  readonly dashboards: Readonly<Record<string, string>>;
}

/** Roles of the apps' nodes. */
function appsIn(stack: IConstruct): readonly string[] | undefined {
  const tiers = stack.node.findAll() as Partial<TierIdentity>[];
  const roles = tiers.flatMap(({ kind, role }) => (kind === 'app' && role !== undefined ? [role] : []));
  return roles.length > 0 ? [...new Set(roles)] : undefined;
}

export function stackFacts(stack: IConstruct): StackFacts {
  return { report: reportOf(stack), diagram: pictureOf(stack), dashboards: grafanaDashboards(appsIn(stack)) };
}
