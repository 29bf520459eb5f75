import { graphlib, layout } from '@dagrejs/dagre';
import type { Arrow, Picture } from '../../constructs/picture/picture';
import { boxOf, TEXT_SIZE, type Box } from './boxes';
import { textWidth } from './measure';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rectangle extends Point {
  readonly width: number;
  readonly height: number;
}

/** Everything has a place: rectangles by their upper left corner. */
export interface Layout {
  /** Of the left edge. */
  readonly x: number;
  readonly width: number;
  readonly height: number;
  readonly networks: readonly (Rectangle & { readonly title: string })[];
  readonly boxes: readonly (Rectangle & { readonly box: Box })[];
  readonly arrows: readonly { readonly arrow: Arrow; readonly points: readonly Point[]; readonly label: Point }[];
}

const MARGIN = 16;
/** For a network's title above its parts. */
const NETWORK_HEAD = 26;
const NETWORK_PADDING = 12;

/** From the visitors down. */
export function layoutOf({ networks, parts, arrows }: Picture): Layout {
  const graph = new graphlib.Graph({ compound: true, multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 36, ranksep: 28, marginx: MARGIN, marginy: MARGIN });
  const boxes = parts.map(boxOf);
  for (const { id } of networks) if (parts.some(({ network }) => network === id)) graph.setNode(id, {});
  for (const { part, width, height } of boxes) {
    graph.setNode(part.id, { width, height });
    if (part.network && graph.hasNode(part.network)) graph.setParent(part.id, part.network);
  }
  for (const { from, to, label } of arrows) {
    const size = { width: textWidth(label, TEXT_SIZE) + 12, height: label ? TEXT_SIZE + 8 : 0 };
    graph.setEdge(from, to, { ...size, labelpos: 'r', labeloffset: 6 });
  }
  layout(graph);
  const place = (id: string): Rectangle => {
    const node = graph.node(id) as Rectangle;
    return { ...node, x: node.x - node.width / 2, y: node.y - node.height / 2 };
  };
  const frames = networks.flatMap(({ id, title }) => {
    const members = parts.filter(({ network }) => network === id).map((part) => place(part.id));
    return members.length > 0 ? [{ ...around(members, title), title }] : [];
  });
  const { width = 0, height = 0 } = graph.graph() as Partial<Rectangle>;
  const left = Math.min(0, ...frames.map(({ x }) => x - MARGIN));
  const right = Math.max(2 * MARGIN, width, ...frames.map((frame) => frame.x + frame.width + MARGIN));
  return {
    x: left,
    width: Math.ceil(right - left),
    height: Math.max(2 * MARGIN, Math.ceil(height)),
    networks: frames,
    boxes: boxes.map((box) => ({ ...place(box.part.id), box })),
    arrows: arrows.map((arrow) => {
      const { points, x, y } = graph.edge(arrow.from, arrow.to) as { points: Point[] } & Point;
      return { arrow, points, label: { x, y } };
    }),
  };
}

/** Closer than dagre's own border, which would run through the labels of arrows that cross it. */
function around(members: readonly Rectangle[], title: string): Rectangle {
  const x = Math.min(...members.map((one) => one.x)) - NETWORK_PADDING;
  const y = Math.min(...members.map((one) => one.y)) - NETWORK_HEAD;
  const right = Math.max(...members.map((one) => one.x + one.width)) + NETWORK_PADDING;
  const bottom = Math.max(...members.map((one) => one.y + one.height)) + NETWORK_PADDING;
  // An arrow comes in at the middle: the title ends before it.
  const missing = Math.max(0, textWidth(title, TEXT_SIZE) + 24 - (right - x) / 2);
  return { x: x - missing, y, width: right - x + 2 * missing, height: bottom - y };
}
