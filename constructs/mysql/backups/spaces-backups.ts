import { PrivateKey } from '@cdktf/provider-tls/lib/private-key';
import { Fn, Token } from 'cdktf';
import type { Construct } from 'constructs';
import type { Choice } from '../../choice';
import { textArgument } from '../../cloud-init/terraform-text';
import { hasTokens } from '../../cloud-init/yaml-text';
import { outboundOf } from '../../network/outbound';
import { recordPreflight, secretReference } from '../../preflight';
import { addCostItem } from '../../report/monthly-cost';
import { SPACES } from '../../report/price-list';
import { datedList } from '../../dated-list';
import type { PropChecks } from '../../validation';
import { backupNodes, backupSettings, type BackupPlan } from './backup-nodes';
import type { BackupsContext, BoundBackups } from './bound-backups';

/** Which bucket backups go to, how often, and how long they are kept. */
export interface SpacesBackupsOptions {
  /** A bucket that exists, private, for backups alone. */
  readonly bucket: string;
  /** Slug of the bucket's region; another one than the site's survives the loss of the site's. */
  readonly region: string;
  /** A Spaces key that may read, write and delete in this bucket and nothing else. */
  readonly accessKeyId: string;
  /** Sensitive. */
  readonly secretAccessKey: string;
  /** Any S3 API. @default 'https://REGION.digitaloceanspaces.com' */
  readonly endpoint?: string;
  /** Before the objects' names. Two clusters must not share one. @default the name of the site's private network */
  readonly prefix?: string;
  /** Hours between two base backups, 1 to 168. @default 24 */
  readonly baseEveryHours?: number;
  /** Every moment of so many last days can be restored, 1 to 3650. @default 14 */
  readonly keepDays?: number;
  /** Days between two restore drills, 1 to 90. @default 7 */
  readonly drillEveryDays?: number;
  /**
   * Who can decrypt, beside the cluster's own key, which is in Terraform's state: public keys, `age1...` or `ssh-ed25519 ...`. One that lies in a safe makes the
   * backups worth something when the state is lost.
   * @default none
   */
  readonly recipients?: readonly string[];
}

/** docs.digitalocean.com/products/spaces/details/availability, generated 2026-03-23. */
const SPACES_REGIONS = datedList(
  ['ams3', 'atl1', 'blr1', 'fra1', 'lon1', 'nyc3', 'sfo2', 'sfo3', 'sgp1', 'syd1', 'tor1'],
  '2026-03',
  'fra1',
);

export class SpacesBackups implements Choice<BackupsContext, BoundBackups> {
  public constructor(private readonly options: SpacesBackupsOptions) {}

  public check(checks: PropChecks, context: BackupsContext): void {
    const { bucket, region, endpoint, prefix, accessKeyId, secretAccessKey, recipients, ...times } =
      this.resolve(context);
    const { baseEveryHours, keepDays, drillEveryDays } = times;
    checkPlace(checks, { bucket, region, endpoint, prefix });
    checks.secret('backups.accessKeyId', accessKeyId);
    checks.secret('backups.secretAccessKey', secretAccessKey);
    checks.wholeNumber('backups.baseEveryHours', baseEveryHours, 1, 168);
    checks.wholeNumber('backups.keepDays', keepDays, 1, 3650);
    checks.wholeNumber('backups.drillEveryDays', drillEveryDays, 1, 90);
    for (const recipient of recipients) {
      checks.check(
        'backups.recipients',
        recipient,
        (key) => /^(age1[a-z0-9]{58}|ssh-ed25519 [A-Za-z0-9+/]{68}( .*)?)$/.test(key),
        "hold public keys of age or of SSH's ed25519",
        "write them like 'age1...' or 'ssh-ed25519 AAAA...'",
      );
    }
  }

  public bind(scope: Construct, _id: string, context: BackupsContext): BoundBackups {
    const { bucket, region, endpoint, prefix, accessKeyId, secretAccessKey, recipients, ...times } =
      this.resolve(context);
    const { baseEveryHours, keepDays, drillEveryDays } = times;
    if (endpoint.endsWith('.digitaloceanspaces.com')) addCostItem(scope, SPACES, 1);
    recordPreflight(scope, {
      kind: 'bucket',
      use: 'backups',
      bucket,
      region,
      endpoint,
      accessKeyId: secretReference(accessKeyId),
      secretAccessKey: secretReference(secretAccessKey),
    });
    const key = new PrivateKey(scope, 'backup-key', { algorithm: 'ED25519' });
    const argument = textArgument(scope);
    const value = (text: string) => (hasTokens(text) ? argument(text) : text);
    const plan: BackupPlan = {
      enabled: true,
      bucket: value(bucket),
      region: value(region),
      endpoint: value(endpoint),
      prefix: value(prefix),
      access_key_id: value(accessKeyId),
      secret_access_key: value(secretAccessKey),
      recipients: [Token.asString(Fn.trimspace(key.publicKeyOpenssh)), ...recipients.map(value)],
      base_every_hours: baseEveryHours,
      keep_days: keepDays,
      drill_every_days: drillEveryDays,
    };
    return {
      part: { ...backupNodes, outbound: outboundOf(endpoint) },
      settings: backupSettings(plan, key.privateKeyOpenssh),
      bucket: `${bucket} in ${region}`,
    };
  }

  private resolve({ network }: BackupsContext): Required<SpacesBackupsOptions> {
    const { options } = this;
    return {
      ...options,
      endpoint: options.endpoint ?? `https://${options.region}.digitaloceanspaces.com`,
      prefix: options.prefix ?? network.prefix,
      baseEveryHours: options.baseEveryHours ?? 24,
      keepDays: options.keepDays ?? 14,
      drillEveryDays: options.drillEveryDays ?? 7,
      recipients: options.recipients ?? [],
    };
  }
}

function checkPlace(checks: PropChecks, place: Readonly<Record<'bucket' | 'region' | 'endpoint' | 'prefix', string>>) {
  checks.check(
    'backups.bucket',
    place.bucket,
    (name) => /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name),
    "be a bucket's name",
    "write it like 'foobar-backups'",
  );
  // Of another's S3 API, the region is its own affair.
  if (place.endpoint.endsWith('.digitaloceanspaces.com'))
    checks.requireListed('backups.region', place.region, SPACES_REGIONS, 'a region that has Spaces');
  checks.check(
    'backups.endpoint',
    place.endpoint,
    (url) => /^https?:\/\/[^/]+$/.test(url),
    'be a URL without a path',
    "write it like 'https://fra1.digitaloceanspaces.com'",
  );
  checks.check(
    'backups.prefix',
    place.prefix,
    (prefix) => /^[\w.-]+(\/[\w.-]+)*$/.test(prefix),
    'be words and slashes, with none at its ends',
    "write it like 'shop/mysql'",
  );
}
