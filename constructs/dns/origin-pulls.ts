import { AuthenticatedOriginPullsCertificate } from '@cdktf/provider-cloudflare/lib/authenticated-origin-pulls-certificate';
import { AuthenticatedOriginPullsSettings } from '@cdktf/provider-cloudflare/lib/authenticated-origin-pulls-settings';
import { Construct } from 'constructs';
import { PrivateAuthority } from '../tls/private-authority';

export interface OriginPullsProps {
  readonly zoneId: string;
}

/**
 * The client certificate that Cloudflare shows to this zone's origins. Its own, not Cloudflare's shared one: the shared
 * one proves only that the caller is some customer of Cloudflare's.
 */
export class OriginPulls extends Construct {
  /** What the origin verifies against, PEM. */
  public readonly ca: string;

  public constructor(scope: Construct, id: string, props: OriginPullsProps) {
    super(scope, id);
    const authority = new PrivateAuthority(this, 'Origin pulls CA');
    this.ca = authority.ca;
    const { certificate, key, resource } = authority.issue(this, {
      commonName: 'Cloudflare origin pull',
      uses: ['client_auth'],
    });
    const uploaded = new AuthenticatedOriginPullsCertificate(this, 'Resource', {
      zoneId: props.zoneId,
      certificate,
      privateKey: key,
      // The API may return it with another line end, which provider 5.14 takes for a new certificate.
      lifecycle: {
        ignoreChanges: ['certificate'],
        // A bare reference: Terraform takes no template here.
        replaceTriggeredBy: [`${resource.terraformResourceType}.${resource.friendlyUniqueId}`],
      },
    });
    new AuthenticatedOriginPullsSettings(this, 'settings', {
      zoneId: props.zoneId,
      enabled: true,
      dependsOn: [uploaded],
    });
  }
}
