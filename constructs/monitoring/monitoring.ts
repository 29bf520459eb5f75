import { Annotations } from 'cdktf';
import type { Construct } from 'constructs';
import { checkShapes } from '../check-shapes';
import type { DropletGroup } from '../droplet/droplet-group';
import { TierRegistry } from '../droplet/tier-registry';
import type { INetwork } from '../network/network';
import type { CloudConfig } from '../cloud-init/cloud-config';
import type { TierIdentity } from '../tiers';
import { Slo } from './alerts/slo';
import type { AppMetrics } from './app-metrics';
import { exporterParts } from './exporters';
import { JournalCollection } from './journal-collection';
import type { MonitoredSite } from './monitored-site';
import { monitoringHosts } from './monitoring-nodes';
import { SelfHostedMonitoring, type SelfHostedMonitoringOptions } from './self-hosted-monitoring';
import { StandardMonitoring, type StandardMonitoringOptions } from './standard-monitoring';

/** Who watches the site, and whom they tell. */
export class Monitoring {
  /** DigitalOcean: the processors, memory and disks of every tier, and the site's public name from several regions. */
  public static standard(options: StandardMonitoringOptions): Monitoring {
    checkShapes('Monitoring.standard', { options });
    return new Monitoring((scope, id, site) => {
      const standard = new StandardMonitoring(scope, id, { ...site, ...options });
      TierRegistry.of(site.network).whenAdded((tier) => standard.watchTier(tier));
      return undefined;
    });
  }

  /** All of that, and Prometheus and Alertmanager on droplets of the site: what visitors notice within a minute, and the causes. */
  public static selfHosted(options: SelfHostedMonitoringOptions): Monitoring {
    checkShapes('Monitoring.selfHosted', { options });
    const watch = (scope: Construct, id: string, site: MonitoredSite) =>
      new SelfHostedMonitoring(scope, id, { ...site, ...options }).group;
    const collect = (scope: Construct, id: string, network: INetwork) =>
      new JournalCollection(scope, id, {
        receivers: monitoringHosts(options.nodes).map((host) => network.nameOf(host)),
      });
    return new Monitoring(watch, exporterParts, (options.slo ?? Slo.of()).latencyMs, collect);
  }

  /** Nobody; synth warns. */
  public static none(): Monitoring {
    return new Monitoring((scope) => {
      Annotations.of(scope).addWarning(
        'nobody is told when the site is down, its certificate ends, or a node runs out of processor, memory or disk: visitors will say so first (use Monitoring.standard())',
      );
      return undefined;
    });
  }

  private constructor(
    private readonly watch: (scope: Construct, id: string, site: MonitoredSite) => DropletGroup | undefined,
    /** What the nodes of a tier carry so that they can be watched. */
    public readonly partsOf: (tier: TierIdentity, app?: AppMetrics) => readonly CloudConfig[] = () => [],
    /** Answers of the load balancers that begin later are counted, milliseconds. @default not counted */
    public readonly slowRequestThresholdMs?: number,
    private readonly collect?: (scope: Construct, id: string, network: INetwork) => JournalCollection,
  ) {}

  /** Called once, by the site, before it makes its tiers. Gives what takes their journals, if anything does. */
  public collectJournals(scope: Construct, id: string, network: INetwork): JournalCollection | undefined {
    return this.collect?.(scope, id, network);
  }

  /** Called once, by the site. Gives the droplets that watch, if there are any. */
  public bind(scope: Construct, id: string, site: MonitoredSite): DropletGroup | undefined {
    return this.watch(scope, id, site);
  }
}
