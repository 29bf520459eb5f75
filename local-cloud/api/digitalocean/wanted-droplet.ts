import { now } from '../clock';
import type { Cloud } from '../cloud';
import { notHere, unprocessable } from '../errors';
import { lookUp } from '../look-up';
import type { Droplet } from '../model';
import { allocatePrivateAddress, allocatePublicAddress } from './addresses';
import { IMAGES, REGIONS, isSize, sizeOf } from './catalog';
import { defaultVpc } from './default-vpcs';
import { checkLimit } from './limits';
import { TAGS } from './tags';

const MAX_USER_DATA = 64 * 1024;

export const DROPLET_NAME = {
  type: 'string',
  pattern: '^[a-zA-Z0-9]([a-zA-Z0-9.\\-]*[a-zA-Z0-9])?$',
  maxLength: 255,
} as const;

/** One droplet by its name, or up to ten that differ by name alone. */
export const CREATE_DROPLETS = {
  type: 'object',
  required: ['size', 'image'],
  properties: {
    name: DROPLET_NAME,
    names: { type: 'array', items: DROPLET_NAME, minItems: 1, maxItems: 10 },
    region: { type: 'string' },
    size: { type: 'string' },
    image: { type: ['string', 'integer'] },
    ssh_keys: { type: ['array', 'null'], items: { type: ['string', 'integer'] } },
    backups: { type: ['boolean', 'null'] },
    ipv6: { type: ['boolean', 'null'] },
    private_networking: { type: ['boolean', 'null'] },
    monitoring: { type: ['boolean', 'null'] },
    with_droplet_agent: { type: ['boolean', 'null'] },
    user_data: { type: ['string', 'null'] },
    tags: TAGS,
    vpc_uuid: { type: ['string', 'null'] },
    volumes: { type: ['array', 'null'] },
    backup_policy: { type: ['object', 'null'] },
  },
} as const;

export interface CreateBody {
  readonly name?: string;
  readonly names?: readonly string[];
  readonly region?: string;
  readonly size: string;
  readonly image: string | number;
  readonly ssh_keys?: readonly (string | number)[] | null;
  readonly monitoring?: boolean | null;
  readonly with_droplet_agent?: boolean | null;
  readonly user_data?: string | null;
  readonly tags?: readonly string[] | null;
  readonly vpc_uuid?: string | null;
  readonly backups?: boolean | null;
  readonly ipv6?: boolean | null;
  readonly volumes?: readonly unknown[] | null;
  readonly backup_policy?: object | null;
}

/** Of all droplets that a request asks for. */
export function namesIn({ name, names }: CreateBody): readonly string[] {
  if ((name === undefined) === (names === undefined)) throw unprocessable('name, or names, is required, and not both');
  return names ?? [name!];
}

/** The droplet as it will be, refused when it cannot be. */
export function wantedDroplet(cloud: Cloud, body: CreateBody, name: string): Droplet {
  const { state, store } = cloud;
  refuseWhatIsNotHere(body);
  const problems: string[] = [];
  const named = state.vpcs.find((one) => one.id === body.vpc_uuid);
  // Clients that leave the choice to the cloud send "".
  const region = body.region?.toLowerCase() || (named?.region ?? Object.keys(REGIONS)[0]!);
  const image = Object.keys(IMAGES).find((slug) => slug === body.image || IMAGES[slug]!.id === Number(body.image));
  const vpc = body.vpc_uuid ? named : defaultVpc(state, region);
  const keys = (body.ssh_keys ?? []).map((wanted) =>
    state.sshKeys.find((key) => key.id === Number(wanted) || key.fingerprint === wanted),
  );
  if (!lookUp(REGIONS, region)) problems.push(`unknown region ${region}`);
  if (!isSize(body.size)) problems.push('You specified an invalid size for Droplet creation.');
  if (!image) problems.push('You specified an invalid image for Droplet creation.');
  if (!vpc || vpc.region !== region) problems.push('VPC UUID is not valid for this region');
  if (keys.includes(undefined))
    problems.push(
      `${String(body.ssh_keys![keys.indexOf(undefined)])} are invalid key identifiers for Droplet creation.`,
    );
  if (Buffer.byteLength(body.user_data ?? '') > MAX_USER_DATA) problems.push('User data is too long: at most 64 KiB.');
  if (problems.length > 0) throw unprocessable(problems.join(' '));
  checkLimit(cloud.limits, 'droplets', state.droplets.filter(({ deleting }) => !deleting).length);

  return {
    id: store.nextId(),
    name,
    region,
    image: image!,
    size: body.size,
    disk: sizeOf(body.size).disk,
    status: 'new',
    deleting: false,
    tags: [...new Set(body.tags ?? [])],
    userData: body.user_data ?? '',
    sshKeyIds: keys.map((key) => key!.id),
    monitoring: body.monitoring ?? false,
    dropletAgent: body.with_droplet_agent ?? true,
    publicIp: allocatePublicAddress(state),
    privateIp: allocatePrivateAddress(state, vpc!),
    vpcId: vpc!.id,
    createdAt: now(),
  };
}

function refuseWhatIsNotHere(body: CreateBody): void {
  if (body.backups || body.backup_policy) throw notHere('backups of droplets');
  if (body.ipv6) throw notHere('IPv6 addresses of droplets');
  if ((body.volumes ?? []).length > 0) throw notHere('volumes at the creation of a droplet: attach them after it');
}
