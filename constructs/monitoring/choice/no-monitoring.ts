import { Annotations } from 'cdktf';
import type { Construct } from 'constructs';
import type { MonitoringChoice } from './monitoring-choice';

export class NoMonitoring implements MonitoringChoice {
  public check(): void {}

  public bind(scope: Construct): undefined {
    Annotations.of(scope).addWarning(
      'nobody is told when the site is down, its certificate ends, or a node runs out of processor, memory or disk: visitors will say so first (use Monitoring.standard())',
    );
  }
}
