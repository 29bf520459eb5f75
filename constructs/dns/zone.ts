import { DataCloudflareZone } from '@cdktf/provider-cloudflare/lib/data-cloudflare-zone';
import { Construct } from 'constructs';
import { checkShapes } from '../check-shapes';
import { hostNameRemedy } from './site-names';
import { isHostName } from '../network/host-name';
import { PropChecks } from '../validation';

/** By what a zone is found. */
export interface ZoneProps {
  /** The zone's name, such as `foobar.com`. It is in the Cloudflare account already. */
  readonly name: string;
}

/**
 * A zone of the Cloudflare account, found by its name.
 *
 * @example
 * import { Zone } from 'cdktf-web-infrastructure';
 *
 * const { zoneId } = new Zone(this, 'zone', { name: 'foobar.com' });
 */
export class Zone extends Construct {
  /** As it was given, such as `foobar.com`. */
  public readonly name: string;
  /** Cloudflare's id of the zone, which a deploy looks up: a Terraform value. */
  public readonly zoneId: string;

  public constructor(scope: Construct, id: string, props: ZoneProps) {
    super(scope, id);
    checkShapes('Zone', { props }, this);
    new PropChecks(this).check(
      'name',
      props.name,
      isHostName,
      'be a host name',
      hostNameRemedy("write it like 'foobar.com'"),
    );
    this.name = props.name;
    this.zoneId = new DataCloudflareZone(this, 'Resource', { filter: { name: props.name } }).zoneId;
  }
}
