import { Annotations } from 'cdktf';
import { Construct } from 'constructs';
import { checkShapes } from '../check-shapes';
import { terraformText } from '../cloud-init/terraform-text';
import { DropletGroup } from '../droplet/droplet-group';
import type { NodeProps } from '../droplet/droplet-group-props';
import type { WatchedTier } from '../droplet/tier';
import { TierRegistry } from '../droplet/tier-registry';
import { isPlainPath } from '../http/path';
import { outboundOf } from '../network/outbound';
import { exportersOf } from '../tiers';
import { PropChecks } from '../validation';
import { isEmailAddress } from './alert-receivers';
import type { SmtpSettings } from './alerts/alertmanager-config';
import { Slo } from './alerts/slo';
import { appMetricsPort, type AppMetrics } from './app-metrics';
import { journalSettings } from './journal-nodes';
import type { MonitoredSite } from './monitored-site';
import { MONITORING_READY, MONITORING_ROLE, MONITORING_WATCHES, monitoringNodes } from './monitoring-nodes';
import { PORTS } from './ports';
import type * as rendering from './render-monitoring';
import { StandardMonitoring, type StandardMonitoringOptions } from './standard-monitoring';

/** Whom Prometheus and Alertmanager tell of what, and how much they keep. */
export interface SelfHostedMonitoringOptions extends StandardMonitoringOptions, NodeProps {
  /** Monitoring droplets, 1 or 2: with two, alerts arrive when one is lost, and still once. @default 2 */
  readonly nodes?: number;
  /** Size slug of each droplet. @default 's-1vcpu-2gb' */
  readonly size?: string;
  /** What visitors are promised: alerts say when it is at risk. @default Slo.of(): 99.9 % without failure, 99 % within a second */
  readonly slo?: Slo;
  /** Sends the mail to `email`; without it they hear from DigitalOcean alone. @default none */
  readonly smtp?: SmtpSettings;
  /** URLs that get alerts as Alertmanager writes them in JSON. Sensitive. @default none */
  readonly webhooks?: readonly string[];
  /** URL that is called each minute for as long as alerts can be sent; the service behind it tells somebody when the calls stop. Sensitive. @default none; synth warns */
  readonly deadMansSwitch?: string;
  /** How long measurements are kept, days. @default 30 */
  readonly retentionDays?: number;
  /** How much of the disk they may take, GB. @default 10 */
  readonly retentionGb?: number;
  /** How much of the disk the journals of all nodes may take, GB: what is oldest goes. @default 5 */
  readonly logGb?: number;
  /** What is asked as a visitor would ask, each 10 s by each node; anything but 2xx is a failure. @default '/' */
  readonly probePath?: string;
  /** Certificate of the authority behind the site's public certificate, PEM. @default those that every system trusts */
  readonly probeCa?: string;
  /** Where docs/runbook.md is to be read: a link in every alert. @default 'docs/runbook.md' */
  readonly runbook?: string;
}

/** What monitoring droplets watch, whom they tell, and how much they keep. */
export type SelfHostedMonitoringProps = SelfHostedMonitoringOptions & MonitoredSite;

/**
 * Prometheus and Alertmanager on droplets of the site, beside what DigitalOcean watches.
 *
 * @example
 * import { AppSource, AppTier, SelfHostedMonitoring } from 'cdktf-web-infrastructure';
 *
 * const { group } = new AppTier(this, 'app', { network, access, source: AppSource.sample() });
 * new SelfHostedMonitoring(this, 'monitoring', {
 *   network,
 *   access,
 *   domain: 'www.foobar.com',
 *   tiers: [group],
 *   email: ['oncall@foobar.com'],
 *   webhooks: [token],
 * });
 */
export class SelfHostedMonitoring extends Construct {
  /** The monitoring droplets. */
  public readonly group: DropletGroup;

  public constructor(scope: Construct, id: string, props: SelfHostedMonitoringProps) {
    super(scope, id);
    checkShapes('SelfHostedMonitoring', { props }, this);
    const { network, access, tiers, journals, nodes = 2, retentionDays = 30, retentionGb = 10, logGb = 5 } = props;
    const slo = props.slo ?? Slo.of();
    this.check(props, slo);
    const added: WatchedTier[] = [];
    this.group = new DropletGroup(this, 'Resource', {
      network,
      access,
      image: props.image,
      readinessTimeout: props.readinessTimeout,
      maxSurge: props.maxSurge,
      rebootWindow: props.rebootWindow,
      extraCloudInit: props.extraCloudInit,
      outbound: props.outbound,
      role: MONITORING_ROLE,
      kind: 'monitoring',
      nodes,
      size: props.size ?? 's-1vcpu-2gb',
      cloudInit: [
        ...monitoringNodes({
          tierName: network.nameOf(MONITORING_ROLE),
          retentionDays,
          retentionGb,
          pair: nodes > 1,
        }),
        ...(journals ? [journals.receiver, journals.sender] : []),
        { outbound: receiversOf(props) },
      ],
      settings: [
        loadRenderers().monitoringFiles({
          ...props,
          tiers: () => [...tiers, ...added],
          slo,
          nodes,
          terraform: terraformText(this),
        }),
        ...(journals ? [journalSettings(logGb)] : []),
      ],
      // Who hears from one of them asks for all of them by name.
      waitForAllRecords: true,
      // The outermost tier: by the time it has its names the others have theirs.
      dependsOnTier: tiers[0],
      readiness: MONITORING_READY,
      postRegistrationChecks: MONITORING_WATCHES,
      failureImpact: { takesDown: 'alerts by Prometheus; the site goes on' },
    });
    for (const tier of [...tiers, this.group]) this.openFirewall(tier, props.appMetrics);
    this.group.allowFrom(this.group, PORTS.gossip);
    this.group.allowFrom(this.group, PORTS.gossip, 'udp');
    if (journals) for (const tier of [...tiers, this.group]) this.group.allowFrom(tier, PORTS.journal);
    const standard = new StandardMonitoring(this, 'standard', { ...props, tiers: [...tiers, this.group] });
    TierRegistry.of(network).whenAdded((tier) => {
      added.push(tier);
      this.openFirewall(tier, props.appMetrics);
      if (journals) this.group.allowFrom(tier, PORTS.journal);
      standard.watchTier(tier);
    });
  }

  /** For what the monitoring droplets scrape. */
  private openFirewall(tier: WatchedTier, app?: AppMetrics): void {
    for (const exporter of ['node', ...exportersOf(tier)] as const) tier.allowFrom(this.group, PORTS[exporter]);
    if (app && tier.role === app.role) tier.allowFrom(this.group, appMetricsPort(app));
    else if (tier.metrics) tier.allowFrom(this.group, tier.metrics.port);
  }

  private check(props: SelfHostedMonitoringProps, slo: Slo): void {
    const checks = new PropChecks(this);
    slo.check(checks);
    checks.wholeNumber('nodes', props.nodes ?? 2, 1, 2);
    checks.wholeNumber('retentionDays', props.retentionDays ?? 30, 1, 3650);
    checks.wholeNumber('retentionGb', props.retentionGb ?? 10, 1, 10_000);
    checks.wholeNumber('logGb', props.logGb ?? 5, 1, 10_000);
    const path = props.probePath ?? '/';
    if (checks.requireResolved('probePath', path))
      checks.check('probePath', path, isPlainPath, 'be a path', "write it like '/'");
    const { runbook = 'docs/runbook.md' } = props;
    if (checks.requireResolved('runbook', runbook))
      checks.check('runbook', runbook, isLink, 'be a URL or a path', "write it like 'https://example.com/runbook.md'");
    const { smtp, email = [], slack = [], webhooks = [], deadMansSwitch } = props;
    checks.require(
      slack.length + webhooks.length > 0 || (smtp !== undefined && email.length > 0),
      'webhooks',
      'name a receiver that Alertmanager reaches, or else nobody is told',
      webhooks,
      "give 'smtp' for the addresses in 'email', a channel in 'slack', or a URL",
    );
    if (smtp) {
      checks.check(
        'smtp.smarthost',
        smtp.smarthost,
        (host) => /^[\w.-]+:\d+$/.test(host),
        'be a host and a port',
        "write it like 'smtp.example.com:587'",
      );
      checks.check('smtp.from', smtp.from, isEmailAddress, 'be an e-mail address', "write it like 'site@foobar.com'");
      if (smtp.password !== undefined) checks.secret('smtp.password', smtp.password);
    }
    if (deadMansSwitch !== undefined) checks.secretUrl('deadMansSwitch', deadMansSwitch);
    if (props.probeCa !== undefined) checks.certificate('probeCa', props.probeCa);
    for (const [i, url] of webhooks.entries()) checks.secretUrl(`webhooks[${i}]`, url);
    if (deadMansSwitch === undefined) {
      Annotations.of(this).addWarning(
        'nobody is told when the monitoring itself is lost: its silence looks like health (give deadMansSwitch, the URL of a service that misses calls)',
      );
    }
  }
}

/** What stands in a URL (RFC 3986): none of it means something to YAML, HTML or a template of Prometheus. */
export function isLink(text: string): boolean {
  return /^[\w.~:/?@!$&()*+,;=%-]+$/.test(text);
}

/** What Alertmanager connects to. */
function receiversOf({ smtp, slack = [], webhooks = [], deadMansSwitch }: SelfHostedMonitoringProps) {
  const urls = [...slack.map(({ url }) => url), ...webhooks, ...(deadMansSwitch === undefined ? [] : [deadMansSwitch])];
  return [...(smtp ? outboundOf(`smtp://${smtp.smarthost}`) : []), ...urls.flatMap(outboundOf)];
}

/** Loaded with the first site that wants them: most who import the package do not. */
function loadRenderers(): typeof rendering {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() would make every constructor asynchronous
  return require('./render-monitoring') as typeof rendering;
}
