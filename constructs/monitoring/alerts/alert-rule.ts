/** `page`: somebody looks now. `ticket`: somebody looks on the next working day. */
export type Severity = 'page' | 'ticket';

/** Something that a person is told, and what that person can do about it. */
export interface AlertRule {
  /** Also its section in docs/runbook.md. */
  readonly name: string;
  /** PromQL: one alert for each series that it gives. */
  readonly expression: string;
  /** How long that must hold, as Prometheus writes it. */
  readonly for: string;
  /**
   * How much longer it fires than that holds: an alert that keeps others quiet ends after them, whatever order the rules are evaluated in.
   * @default no longer
   */
  readonly keepFiringFor?: string;
  readonly severity: Severity;
  /** Whose alert it is, where the expression gives no tier. @default what the expression gives */
  readonly tier?: string;
  /** What is wrong, in one line. As in the next two, `{{ $labels.node }}` is the value of a label. */
  readonly summary: string;
  /** What it means for visitors, now or next. */
  readonly impact: string;
  /** The first thing to do. */
  readonly firstStep: string;
}

/** A series that Prometheus keeps under a name of its own, for expressions that use it more than once. */
export interface RecordingRule {
  readonly record: string;
  readonly expression: string;
}

export interface RuleGroup {
  readonly name: string;
  readonly records?: readonly RecordingRule[];
  readonly alerts: readonly AlertRule[];
}

/** The fragment of the rule's section in docs/runbook.md. */
export function runbookAnchor(rule: Pick<AlertRule, 'name'>): string {
  return rule.name.toLowerCase();
}

const NOT_A_METRIC = new Set(['and', 'or', 'unless', 'bool', 'offset', 'by', 'on', 'without', 'ignoring']);

/** The metrics that a PromQL expression names. */
export function metricsOf(expression: string): readonly string[] {
  const names = expression
    .replace(/\{[^}]*\}|\[[^\]]*\]|"[^"]*"/g, '')
    .replace(/\b(by|on|without|ignoring|group_left|group_right) *\([^)]*\)/g, '')
    .matchAll(/(?<![\w:.])([a-zA-Z_:][\w:]*)(?! *\()(?![\w:])/g);
  return [...new Set([...names].map(([, name]) => name!).filter((name) => !NOT_A_METRIC.has(name)))];
}
