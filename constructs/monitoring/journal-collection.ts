import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { checkShapes } from '../check-shapes';
import type { CloudConfig } from '../cloud-init/cloud-config';
import { PrivateAuthority, type CertificateUse } from '../tls/private-authority';
import { journalReceiver, journalSender } from './journal-nodes';

/** The droplets that take the journals of all nodes. */
export interface JournalCollectionProps {
  /** Full private names of the monitoring droplets. */
  readonly receivers: readonly string[];
}

/** The journals of all nodes, on each of the monitoring droplets: a CA of their own, and a certificate for either side. */
export class JournalCollection extends Construct {
  /** For every node. */
  public readonly sender: CloudConfig;
  /** For the monitoring droplets, beside `sender`. */
  public readonly receiver: CloudConfig;

  public constructor(scope: Construct, id: string, { receivers }: JournalCollectionProps) {
    super(scope, id);
    checkShapes('JournalCollection', { props: { receivers } }, this);
    const authority = new PrivateAuthority(this, 'Journal CA');
    const issue = (name: string, use: CertificateUse, dnsNames?: readonly string[]) => {
      const issued = authority.issue(new Construct(this, name), { commonName: name, dnsNames, uses: [use] });
      return Fn.base64encode(Fn.join('\n', [issued.certificate, issued.key]));
    };
    // One for all nodes: what they send is one journal then, which keeps its order when some of it comes late.
    this.sender = journalSender(receivers, { ca: Fn.base64encode(authority.ca), pair: issue('node', 'client_auth') });
    this.receiver = journalReceiver({ pair: issue('monitoring', 'server_auth', receivers) });
  }
}
