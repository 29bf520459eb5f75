/** How a number is written; the words are Grafana's. */
export type Unit = 'short' | 'percentunit' | 'reqps' | 'ops' | 's' | 'Bps' | 'percent';

export interface Query {
  /** PromQL; `$__rate_interval` and variables of the dashboard are Grafana's to fill in. */
  readonly expression: string;
  /** Name of a series; `{{node}}` is the value of a label. Shown in place of a number; empty: the number is. */
  readonly legend: string;
}

/** One picture: numbers of now, or lines over time. */
export interface Panel {
  readonly kind: 'number' | 'lines';
  readonly title: string;
  readonly unit: Unit;
  readonly queries: readonly Query[];
  /** What a reader must know to judge it. @default none */
  readonly description?: string;
  /**
   * Numbers alone: from here on they are green, from `fairFrom` on orange, else red; or green `below`, else red.
   * @default without colours
   */
  readonly good?: { readonly from: number; readonly fairFrom?: number } | { readonly below: number };
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** What one part of the site looks like. */
export interface Dashboard {
  /** Of its file, and in its address. */
  readonly name: string;
  readonly title: string;
  readonly rows: readonly Row[];
  /** Something to choose among: the values of a label. @default nothing */
  readonly variable?: { readonly name: string; readonly metric: string };
}

export function number(title: string, unit: Unit, expression: string, good?: Panel['good']): Panel {
  return { kind: 'number', title, unit, queries: [{ expression, legend: '' }], good };
}

/** Names the nodes for which the expression holds. */
export function nodesWhere(title: string, expression: string): Panel {
  return { kind: 'number', title, unit: 'short', queries: [{ expression, legend: '{{node}}' }] };
}

export function lines(
  title: string,
  unit: Unit,
  queries: Readonly<Record<string, string>>,
  description?: string,
): Panel {
  const list = Object.entries(queries).map(([legend, expression]) => ({ legend, expression }));
  return { kind: 'lines', title, unit, queries: list, description };
}

/** All that a dashboard asks Prometheus for. */
export function expressionsOf({ rows }: Dashboard): readonly string[] {
  return rows.flatMap(({ panels }) => panels.flatMap(({ queries }) => queries.map(({ expression }) => expression)));
}
