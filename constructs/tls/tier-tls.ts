import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import type { SettingsFile } from '../droplet/node-settings';
import { SettingsForm } from '../droplet/settings-form';
import { TIER_CA, TIER_CERTIFICATE } from '../haproxy/tier-tls-files';
import { PrivateAuthority } from './private-authority';

/** By what the callers of a tier know its nodes. */
export interface ServerTls {
  /** CA of the servers' certificates, PEM, a Terraform value. */
  readonly ca: string;
  /** The name that the certificates must hold. */
  readonly serverName: string;
}

/**
 * TLS from tier to tier inside of the private network: a CA of the site's own, and a certificate for the nodes of each tier that is called. Keys
 * reach the nodes as settings.
 *
 * @example
 * import { AppSource, AppTier, TierTls } from 'cdktf-web-infrastructure';
 *
 * const tls = new TierTls(this, 'tier-tls');
 * new AppTier(this, 'app', { network, access, source: AppSource.sample(), tls });
 */
export class TierTls extends Construct {
  private readonly authority: PrivateAuthority;

  public constructor(scope: Construct, id: string) {
    super(scope, id);
    this.authority = new PrivateAuthority(this, 'CA between the tiers');
  }

  /** Equips the nodes of one tier; `serverName` is the tier's private name, `role` the prefix of its host names. */
  public forTier(
    role: string,
    serverName: string,
  ): {
    /** The certificate and its key, for the nodes' settings. */
    readonly file: SettingsFile;
    /** How callers know the nodes. */
    readonly server: ServerTls;
  } {
    const scope = new Construct(this, role);
    const subject = { commonName: serverName, dnsNames: [serverName], uses: ['server_auth'] } as const;
    const { certificate, key } = this.authority.issue(scope, subject);
    return {
      file: secretFile(TIER_CERTIFICATE, Fn.join('\n', [certificate, key])),
      server: { ca: this.authority.ca, serverName },
    };
  }
}

/** For the nodes that call such a tier. */
export function caFile({ ca }: ServerTls): SettingsFile {
  return secretFile(TIER_CA, ca);
}

function secretFile(path: string, content: string): SettingsFile {
  return { path, mode: '0600', form: SettingsForm.pem, content };
}
