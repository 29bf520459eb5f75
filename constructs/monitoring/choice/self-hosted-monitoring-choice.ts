import type { Construct } from 'constructs';
import type { DropletGroup } from '../../droplet/droplet-group';
import type { INetwork } from '../../network/network';
import { Slo } from '../alerts/slo';
import { exporterParts } from '../exporters';
import { JournalCollection } from '../journal-collection';
import type { MonitoredSite } from '../monitored-site';
import { monitoringHosts } from '../monitoring-nodes';
import { SelfHostedMonitoring, type SelfHostedMonitoringOptions } from '../self-hosted-monitoring';
import type { MonitoringChoice } from './monitoring-choice';

export class SelfHostedMonitoringChoice implements MonitoringChoice {
  public readonly slowRequestThresholdMs: number;
  public readonly partsOf = exporterParts;

  public constructor(private readonly options: SelfHostedMonitoringOptions) {
    this.slowRequestThresholdMs = (options.slo ?? Slo.of()).latencyMs;
  }

  /** The monitoring checks its own options. */
  public check(): void {}

  public collectJournals(scope: Construct, id: string, network: INetwork): JournalCollection {
    const receivers = monitoringHosts(this.options.nodes).map((host) => network.nameOf(host));
    return new JournalCollection(scope, id, { receivers });
  }

  public bind(scope: Construct, id: string, site: MonitoredSite): DropletGroup {
    return new SelfHostedMonitoring(scope, id, { ...site, ...this.options }).group;
  }
}
