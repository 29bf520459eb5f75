import type { Construct } from 'constructs';
import { TierRegistry } from '../../droplet/tier-registry';
import type { MonitoredSite } from '../monitored-site';
import { StandardMonitoring, type StandardMonitoringOptions } from '../standard-monitoring';
import type { MonitoringChoice } from './monitoring-choice';

export class StandardMonitoringChoice implements MonitoringChoice {
  public constructor(private readonly options: StandardMonitoringOptions) {}

  /** The monitoring checks its own options. */
  public check(): void {}

  public bind(scope: Construct, id: string, site: MonitoredSite): undefined {
    const standard = new StandardMonitoring(scope, id, { ...site, ...this.options });
    TierRegistry.of(site.network).whenAdded((tier) => standard.watchTier(tier));
  }
}
