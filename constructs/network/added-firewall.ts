import { Firewall } from '@cdktf/provider-digitalocean/lib/firewall';
import { Construct } from 'constructs';
import { PropChecks } from '../validation';
import { InboundRules } from './inbound-rules';
import type { Source } from './source';

export interface AddedFirewallProps {
  /** Unique in the account. */
  readonly name: string;
  /** Of the droplets that it opens. */
  readonly tag: string;
}

/** Opens ports of droplets whose own firewall another stack has: DigitalOcean adds up the rules of all firewalls of a droplet. */
export class AddedFirewall extends Construct {
  /** The one that `scope` has for these droplets. */
  public static of(scope: Construct, id: string, props: AddedFirewallProps): AddedFirewall {
    return (scope.node.tryFindChild(id) as AddedFirewall | undefined) ?? new AddedFirewall(scope, id, props);
  }

  private readonly rules: InboundRules;
  private readonly resource: Firewall;

  private constructor(scope: Construct, id: string, { name, tag }: AddedFirewallProps) {
    super(scope, id);
    this.rules = new InboundRules(new PropChecks(this));
    this.resource = new Firewall(this, 'Resource', { name, tags: [tag] });
  }

  public allow(source: Source, port: number, protocol: 'tcp' | 'udp'): void {
    this.resource.putInboundRule(this.rules.add(source, port, protocol));
  }
}
