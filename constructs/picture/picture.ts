import type { IConstruct } from 'constructs';
import { REPORT_PORT } from '../droplet/ports';
import { SINGLE_POINTS } from '../report/single-points';
import { FLOWS, NETWORKS, PARTS, ROLES, type Endpoint, type Flow, type Part, type PartKind } from './facts';

/** One of the machines in a box. */
export interface Machine {
  /** Host name, such as `web-1`, or what else the construct calls it. */
  readonly name: string;
  /** What it does while all are well, such as 'active'. @default - the same as the others */
  readonly role?: string;
}

/** A box of the picture: those who connect, droplets of a tier, or what a vendor runs. */
export interface PicturePart {
  /** Path of its construct, or its title. */
  readonly id: string;
  /** Who runs it: a vendor (`managed`) or the site (`tier`); `people` connect from outside. */
  readonly kind: PartKind;
  /** What it is called, such as `web` or `Managed MySQL`. */
  readonly title: string;
  /** Beside the title, such as `2 x s-2vcpu-2gb`. @default - none */
  readonly note?: string;
  /** Its machines; none where its construct names none. */
  readonly machines: readonly Machine[];
  /** What else to know of it, a line each: how its machines share the work, its volumes, who connects without an arrow. */
  readonly lines: readonly string[];
  /** Something depends on one of its machines alone. */
  readonly singlePointOfFailure: boolean;
  /** The id of its network. @default - none */
  readonly network?: string;
}

/** Connections that one part of the picture opens to another. */
export interface Arrow {
  /** The id of the part that connects. */
  readonly from: string;
  /** The id of the part that it connects to. */
  readonly to: string;
  /** What for, and on which TCP ports. */
  readonly label: string;
}

/** The architecture of a stack or of a part of one, as its constructs tell it: plain data. */
export interface Picture {
  /** The networks that parts are in. */
  readonly networks: readonly {
    /** Path of its construct. */
    readonly id: string;
    /** Such as `VPC 10.20.0.0/20 in fra1`. */
    readonly title: string;
  }[];
  /** The boxes: first those who connect from outside, then what the constructs have made. */
  readonly parts: readonly PicturePart[];
  /** Who connects to whom, by the ports that firewalls open. */
  readonly arrows: readonly Arrow[];
  /** Who is named in the boxes and has none. */
  readonly legend: readonly string[];
}

/** What operators and gates use, of every node: listed in the boxes, since its arrows would hide all others. */
const OPERATION: readonly (number | undefined)[] = [22, REPORT_PORT];

/** Reads the architecture of `scope`, a stack or any part of one, from its constructs. */
export function pictureOf(scope: IConstruct): Picture {
  const parts = PARTS.entriesOf(scope).filter(({ fact }) => fact.kind !== 'people');
  const flows = FLOWS.entriesOf(scope).map(({ fact }) => fact);
  const drawn = new Set<Endpoint>(parts.map(({ construct }) => construct));
  // Also of what is outside of the scope: who may come in is told, drawn or not.
  const titles = new Map<Endpoint, string>(
    PARTS.entriesOf(scope.node.root).map((one) => [one.construct, one.fact.title]),
  );
  const isArrow = ({ from, to, port }: Flow) =>
    from !== to && !OPERATION.includes(port) && [from, to].every((end) => typeof end === 'string' || drawn.has(end));
  const ends = flows.filter(isArrow).flatMap(({ from, to }) => [from, to]);
  const names = new Set(ends.filter((end) => typeof end === 'string').map(idOf));
  return {
    networks: NETWORKS.entriesOf(scope).map(({ construct, fact }) => ({ id: construct.node.path, title: fact })),
    parts: [
      ...[...names].map(someone),
      ...parts.map(({ construct, fact }) => {
        const openTo = flows.filter((flow) => flow.to === construct && !isArrow(flow));
        return box(construct, fact, rolesOf(scope, construct), openings(openTo, titles));
      }),
    ],
    arrows: arrows(flows.filter(isArrow)),
    legend: PARTS.entriesOf(scope)
      .filter(({ fact }) => fact.kind === 'people')
      .map(({ fact: { title, lines = [] } }) => legible(`${title}: ${lines.join(', ')}`)),
  };
}

function someone(title: string): PicturePart {
  return { id: title, kind: 'people', title, machines: [], lines: [], singlePointOfFailure: false };
}

function rolesOf(scope: IConstruct, construct: IConstruct) {
  return ROLES.entriesOf(scope.node.root).find(({ fact }) => fact.of === construct)?.fact;
}

function box(
  construct: IConstruct,
  { network, machines = [], lines = [], ...part }: Part,
  roles: { readonly roles: readonly string[]; readonly note: string } | undefined,
  openings: readonly string[],
): PicturePart {
  return {
    id: construct.node.path,
    ...part,
    title: legible(part.title),
    ...(part.note !== undefined && { note: legible(part.note) }),
    machines: machines.map((name, i) => ({ name, ...(roles?.roles[i] && { role: roles.roles[i] }) })),
    lines: [...(roles ? [roles.note] : []), ...lines, ...openings].map(legible),
    singlePointOfFailure: SINGLE_POINTS.entriesOf(construct).some((one) => one.construct === construct),
    ...(network && { network: network.node.path }),
  };
}

/** `open to administrators: 9180, 9181`, a line for each who connects. */
function openings(flows: readonly Flow[], titles: ReadonlyMap<Endpoint, string>): readonly string[] {
  return [...byPair(flows).values()].map((group) => {
    const { from, to } = group[0]!;
    const who = from === to ? 'each other' : (titles.get(from) ?? idOf(from));
    return `open to ${who}: ${ports(group)}`;
  });
}

function arrows(flows: readonly Flow[]): readonly Arrow[] {
  return [...byPair(flows).values()].map((group) => {
    const words = group.flatMap(({ label }) => label ?? []);
    return {
      from: idOf(group[0]!.from),
      to: idOf(group[0]!.to),
      label: [...words, ports(group)].filter(Boolean).join(' '),
    };
  });
}

function byPair(flows: readonly Flow[]): ReadonlyMap<string, readonly Flow[]> {
  const pairs = new Map<string, Flow[]>();
  for (const flow of flows) {
    const pair = `${idOf(flow.from)} -> ${idOf(flow.to)}`;
    pairs.set(pair, [...(pairs.get(pair) ?? []), flow]);
  }
  return pairs;
}

function ports(flows: readonly Flow[]): string {
  const numbers = new Set(flows.flatMap(({ port }) => port ?? []));
  return [...numbers].sort((a, b) => a - b).join(', ');
}

function idOf(end: Endpoint): string {
  return typeof end === 'string' ? legible(end) : end.node.path;
}

/** What only Terraform knows is a token in the tree. */
function legible(text: string): string {
  return text.replace(/[$#]\{TfToken\[[^}]*\}/g, '(known to Terraform)');
}
