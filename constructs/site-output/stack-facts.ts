import type { IConstruct } from 'constructs';
import { grafanaDashboards } from '../monitoring/dashboards/grafana-dashboards';
import { pictureOf, type Picture } from '../picture/picture';
import { reportOf, type Report } from '../report/report';

/** What a synth tells of a stack beside Terraform's configuration, for the commands `report`, `diagram` and `dashboards`. */
export interface StackFacts {
  readonly report: Report;
  readonly diagram: Picture;
  /** Content by file name. */
  readonly dashboards: Readonly<Record<string, string>>;
}

export function stackFacts(stack: IConstruct): StackFacts {
  return { report: reportOf(stack), diagram: pictureOf(stack), dashboards: grafanaDashboards() };
}
