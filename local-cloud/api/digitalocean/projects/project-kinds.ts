import { clustersOf } from '../../../managed-mysql/model';
import { notHere, unprocessable } from '../../errors';
import { lookUp } from '../../look-up';
import type { InProject } from '../../in-project';
import type { State } from '../../model';

/** A resource that is in a project. */
export interface ProjectResource {
  /** As answers have it. */
  readonly urn: string;
  readonly kind: string;
  readonly id: string;
  /** In which it says in what project it is. */
  readonly holder: InProject & { readonly createdAt?: string };
  /** Of a reserved IP that a droplet has: it is where the droplet is. */
  readonly dropletId?: number | null;
}

interface Kind {
  /** Without it a token does not see them. */
  readonly scope: string;
  /** Below /v2. */
  readonly path: string;
  readonly list: (state: State) => readonly Omit<ProjectResource, 'urn' | 'kind'>[];
}

/** By the second part of a URN. */
const KINDS: Readonly<Record<string, Kind>> = {
  dbaas: {
    scope: 'database:read',
    path: 'databases',
    list: (state) =>
      clustersOf(state)
        .filter(({ deleting }) => !deleting)
        .map((holder) => ({ id: holder.id, holder })),
  },
  domain: {
    scope: 'domain:read',
    path: 'domains',
    list: ({ domains }) => domains.map((holder) => ({ id: holder.name, holder })),
  },
  droplet: {
    scope: 'droplet:read',
    path: 'droplets',
    list: ({ droplets }) =>
      droplets.filter(({ deleting }) => !deleting).map((holder) => ({ id: String(holder.id), holder })),
  },
  floatingip: {
    scope: 'reserved_ip:read',
    path: 'reserved_ips',
    list: ({ reservedIps }) => reservedIps.map((holder) => ({ id: holder.ip, holder, dropletId: holder.dropletId })),
  },
  volume: {
    scope: 'block_storage:read',
    path: 'volumes',
    list: ({ volumes }) => volumes.map((holder) => ({ id: holder.id, holder })),
  },
};
/** Kinds that DigitalOcean's projects have and this cloud has not. */
const ELSEWHERE = ['app', 'kubernetes', 'loadbalancer', 'space'];
/** Another name of a kind: providers call reserved IPs so, and answers never do. */
const ALIASES: Readonly<Record<string, string>> = { reservedip: 'floatingip' };

/** Everything that is in a project. */
export function projectResources(state: State): ProjectResource[] {
  return Object.entries(KINDS).flatMap(([kind, { list }]) =>
    list(state).map((one) => ({ ...one, kind, urn: `do:${kind}:${one.id}` })),
  );
}

/** Refuses what is no URN of a kind that a project can have. */
export function parseUrn(urn: string): { readonly kind: string; readonly urn: string } {
  const [, written = '', id = ''] = /^do:([a-z]+):(.+)$/.exec(urn) ?? [];
  const kind = lookUp(ALIASES, written) ?? written;
  if (ELSEWHERE.includes(kind)) throw notHere(`resources of the kind '${kind}' for a project`);
  if (!lookUp(KINDS, kind)) throw unprocessable(`'${urn}' is not the URN of a resource that a project can have`);
  return { kind, urn: `do:${kind}:${id}` };
}

export function scopeOfKind(kind: string): string {
  return KINDS[kind]!.scope;
}

/** Where a resource is found, below /v2. */
export function pathOfResource({ kind, id }: Pick<ProjectResource, 'kind' | 'id'>): string {
  return `${KINDS[kind]!.path}/${id}`;
}
