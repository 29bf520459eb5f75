import type { Construct } from 'constructs';
import { checkShapes } from '../check-shapes';
import { ChoiceOf } from '../choice';
import type { CloudConfig } from '../cloud-init/cloud-config';
import type { DropletGroup } from '../droplet/droplet-group';
import type { INetwork } from '../network/network';
import type { TierIdentity } from '../tiers';
import type { AppMetrics } from './app-metrics';
import { StandardMonitoringChoice } from './choice/standard-monitoring-choice';
import type { MonitoringChoice } from './choice/monitoring-choice';
import { SelfHostedMonitoringChoice } from './choice/self-hosted-monitoring-choice';
import { NoMonitoring } from './choice/no-monitoring';
import type { JournalCollection } from './journal-collection';
import type { MonitoredSite } from './monitored-site';
import type { SelfHostedMonitoringOptions } from './self-hosted-monitoring';
import type { StandardMonitoringOptions } from './standard-monitoring';

/** Who watches the site, and whom they tell. */
export class Monitoring extends ChoiceOf<MonitoredSite, DropletGroup | undefined, MonitoringChoice> {
  /** DigitalOcean: the processors, memory and disks of every tier, and the site's public name from several regions. */
  public static standard(options: StandardMonitoringOptions): Monitoring {
    checkShapes('Monitoring.standard', { options });
    return new Monitoring(new StandardMonitoringChoice(options));
  }

  /** All of that, and Prometheus and Alertmanager on droplets of the site: what visitors notice within a minute, and the causes. */
  public static selfHosted(options: SelfHostedMonitoringOptions): Monitoring {
    checkShapes('Monitoring.selfHosted', { options });
    return new Monitoring(new SelfHostedMonitoringChoice(options));
  }

  /** Nobody; synth warns. */
  public static none(): Monitoring {
    return new Monitoring(new NoMonitoring());
  }

  /** Answers of the load balancers that begin later are counted, milliseconds; undefined when none are counted. */
  public get slowRequestThresholdMs(): number | undefined {
    return this.choice.slowRequestThresholdMs;
  }

  /** What the nodes of a tier carry so that they can be watched. */
  public partsOf(tier: TierIdentity, app?: AppMetrics): readonly CloudConfig[] {
    return this.choice.partsOf?.(tier, app) ?? [];
  }

  /** Creates what takes the journals of the nodes; none where journals stay on their nodes. */
  public collectJournals(scope: Construct, id: string, network: INetwork): JournalCollection | undefined {
    return this.choice.collectJournals?.(scope, id, network);
  }
}
