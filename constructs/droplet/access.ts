import { DataDigitaloceanSshKey } from '@cdktf/provider-digitalocean/lib/data-digitalocean-ssh-key';
import { Token } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { checkShapes } from '../check-shapes';
import { isCidr } from '../network/cidr';
import { PARTS } from '../picture/facts';
import { PropChecks } from '../validation';

/** Who may log in to the droplets, by names of keys, and from where. */
export interface AccessProps {
  /** Names of SSH keys in the DigitalOcean account. At least one: without a key DigitalOcean mails a root password. */
  readonly sshKeys: readonly string[];
  /**
   * Where the platform team, and whatever runs `cdktf deploy`, comes from: CIDRs. They alone reach the bastions' SSH port
   * and the nodes' readiness report.
   */
  readonly adminCidrs: readonly string[];
}

/** Who may log in to droplets, and from where. */
export interface IAccess extends IConstruct {
  /** Ranges of the administrators, CIDR. */
  readonly adminCidrs: readonly string[];
  /** Fingerprints of SSH keys, as droplets take them. */
  readonly sshKeyFingerprints: readonly string[];
}

/** Who may log in to the droplets, by fingerprints of keys, and from where. */
export interface AccessAttributes {
  /** Fingerprints, or ids, of SSH keys in the DigitalOcean account. At least one. */
  readonly sshKeyFingerprints: readonly string[];
  /** As AccessProps.adminCidrs. */
  readonly adminCidrs: readonly string[];
}

/**
 * SSH keys of the account, by their names.
 *
 * @example
 * import { Access } from 'cdktf-web-infrastructure';
 *
 * new Access(this, 'access', { sshKeys: ['platform-team'], adminCidrs: ['198.51.100.0/24'] });
 */
export class Access extends Construct implements IAccess {
  /** Keys that are known already, such as those that the same program uploads. */
  public static fromAccessAttributes(scope: Construct, id: string, attributes: AccessAttributes): IAccess {
    checkShapes('Access.fromAccessAttributes', { attributes });
    return new GivenAccess(scope, id, attributes);
  }

  public readonly adminCidrs: readonly string[];
  /** Fingerprints of the keys, as droplets take them. */
  public readonly sshKeyFingerprints: readonly string[];

  public constructor(scope: Construct, id: string, props: AccessProps) {
    super(scope, id);
    checkShapes('Access', { props }, this);
    const checks = new PropChecks(this);
    checks.require(
      props.sshKeys.length > 0,
      'sshKeys',
      'name at least one key',
      props.sshKeys,
      'add a key to the DigitalOcean account and write its name',
    );
    checks.each(
      'sshKeys',
      props.sshKeys,
      (name) => name.trim() !== '',
      'hold names of keys',
      "write them like 'platform-team'",
    );
    checks.requireResolved('sshKeys', props.sshKeys);
    checks.unique('sshKeys', props.sshKeys);
    this.adminCidrs = checkedCidrs(checks, props.adminCidrs);
    PARTS.add(this, { kind: 'people', title: 'administrators', lines: props.adminCidrs });
    this.sshKeyFingerprints = [...new Set(props.sshKeys)].map(
      (name, i) => new DataDigitaloceanSshKey(this, `key-${i + 1}`, { name }).fingerprint,
    );
  }
}

class GivenAccess extends Construct implements IAccess {
  public readonly adminCidrs: readonly string[];
  public readonly sshKeyFingerprints: readonly string[];

  public constructor(scope: Construct, id: string, props: AccessAttributes) {
    super(scope, id);
    const checks = new PropChecks(this);
    const keys = props.sshKeyFingerprints;
    checks.require(
      keys.length > 0,
      'sshKeyFingerprints',
      'name at least one key',
      keys,
      '`doctl compute ssh-key list` shows them',
    );
    this.sshKeyFingerprints = keys;
    this.adminCidrs = checkedCidrs(checks, props.adminCidrs);
    PARTS.add(this, { kind: 'people', title: 'administrators', lines: props.adminCidrs });
  }
}

function checkedCidrs(checks: PropChecks, adminCidrs: readonly string[]): readonly string[] {
  checks.require(
    adminCidrs.length > 0,
    'adminCidrs',
    'hold at least one range',
    adminCidrs,
    "write your team's egress range, like '198.51.100.0/24'",
  );
  checks.unique('adminCidrs', adminCidrs);
  for (const cidr of adminCidrs) {
    checks.check(
      'adminCidrs',
      cidr,
      isCidr,
      'hold ranges in CIDR form',
      "write them like '198.51.100.0/24', one address as '198.51.100.7/32'",
    );
    checks.require(
      !/\/0$/.test(cidr),
      'adminCidrs',
      'not admit the whole internet',
      cidr,
      "write your team's egress range",
    );
  }
  // What is no range was reported here, and need not be again by every firewall.
  return adminCidrs.filter((cidr) => Token.isUnresolved(cidr) || isCidr(cidr));
}
