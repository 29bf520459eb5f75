import { ALLOWED_BY_DEFAULT, IMPACTS, isWorse, type Impact } from './impact';
import { appliesTo, type PlanRule } from './plan-rule';
import { plannedChange, type Action, type PlannedChange } from './planned-change';
import { PLAN_RULES } from './plan-rules';
import { checkPlan, type ResourceChange, type TerraformPlan } from './terraform-plan';

/** One change with its verdict. It has no values of attributes: a plan has secrets in it. */
export interface ClassifiedChange {
  /** Terraform's address of the resource; ` (deposed)` follows where it is left over from a replacement. */
  readonly address: string;
  /** Type of the resource, such as `digitalocean_droplet`. */
  readonly type: string;
  /** What Terraform does to it. */
  readonly action: Action;
  /** What that does to visitors and to data. */
  readonly impact: Impact;
  /** What a person on call must know, in one sentence without a full stop. */
  readonly reason: string;
  /** What is changed, or what forces the replacement. */
  readonly because: readonly string[];
  /** The rule that said so. */
  readonly rule: string;
}

/** What was deleted outside of Terraform; or changed, where the plan acts on it, too: maybe to put it back. */
export interface Drift {
  /** Terraform's address of the resource. */
  readonly address: string;
  /** What was found when the plan compared the cloud with the state. */
  readonly what: 'changed' | 'deleted';
}

/** What a plan does, change by change, and at its worst. */
export interface PlanVerdict {
  /** The worst of all changes. */
  readonly impact: Impact;
  /** Worst first, then by address. */
  readonly changes: readonly ClassifiedChange[];
  /** What was found changed outside of Terraform. */
  readonly drift: readonly Drift[];
  /** False when the plan leaves something out (-target, deferred changes): what it leaves out is not judged. */
  readonly complete: boolean;
}

/** Rules for what the package's own do not know, such as resources that it does not make. */
export interface ClassifyOptions {
  /** Asked before the package's own. @default none */
  readonly rules?: readonly PlanRule[];
}

/**
 * Says of each resource in a plan (`terraform show -json`) what its change does.
 * @throws UnreadablePlan when `plan` is no plan, or one that ended with an error.
 * @example
 * import { readFileSync } from 'node:fs';
 * import { classifyPlan, notAllowed, parsePlan } from 'cdktf-web-infrastructure/testing';
 *
 * const verdict = classifyPlan(parsePlan(readFileSync('plan.json', 'utf8')));
 * if (notAllowed(verdict).length > 0) process.exitCode = 1;
 */
export function classifyPlan(plan: unknown, options: ClassifyOptions = {}): PlanVerdict {
  checkPlan(plan);
  const drift = driftOf(plan);
  const deleted = new Set(drift.filter(({ what }) => what === 'deleted').map(({ address }) => address));
  const rules = [...(options.rules ?? []), ...PLAN_RULES];
  const changes = [
    ...(plan.resource_changes ?? []).map((one) => classify(plannedChange(one, deleted.has(one.address)), rules)),
    ...(plan.deferred_changes ?? []).map((one) => deferred(one.resource_change)),
  ].sort((a, b) => IMPACTS.indexOf(b.impact) - IMPACTS.indexOf(a.impact) || a.address.localeCompare(b.address));
  return { impact: changes[0]?.impact ?? 'no change', changes, drift, complete: plan.complete !== false };
}

/** The changes that must not go through. Unchanged resources always may. */
export function notAllowed(
  verdict: PlanVerdict,
  allowed: readonly Impact[] = ALLOWED_BY_DEFAULT,
): readonly ClassifiedChange[] {
  return verdict.changes.filter(({ impact }) => isWorse(impact, 'no change') && !allowed.includes(impact));
}

function classify(change: PlannedChange, rules: readonly PlanRule[]): ClassifiedChange {
  // Whatever is left over waits for the second half of a create-before-destroy replacement: its successor is there.
  const judged: PlannedChange =
    change.deposed && change.action === 'destroy' ? { ...change, action: 'create then destroy' } : change;
  // The last rules apply to everything.
  const rule = rules.find((one) => appliesTo(one, judged))!;
  return {
    address: change.deposed ? `${change.address} (deposed)` : change.address,
    type: change.type,
    action: change.action,
    impact: rule.impact,
    reason: rule.reason,
    because: change.cause ? [...change.attributes, change.cause] : change.attributes,
    rule: rule.name,
  };
}

function deferred({ address, type }: ResourceChange): ClassifiedChange {
  return {
    address,
    type,
    action: 'unfamiliar',
    impact: 'disruptive',
    reason: 'Terraform puts this off until other changes are applied: plan again after them, and judge that plan',
    because: ['deferred'],
    rule: 'deferred',
  };
}

/**
 * What is gone, and what was changed where this plan acts. The rest of Terraform's list is what the cloud itself counts, such as a tag's
 * droplets: nobody would read on after ten lines of that.
 */
function driftOf(plan: TerraformPlan): Drift[] {
  const acted = new Set(
    (plan.resource_changes ?? [])
      .filter(({ change }) => change.actions.join() !== 'no-op')
      .map(({ address }) => address),
  );
  return (plan.resource_drift ?? []).flatMap(({ address, mode, change }): Drift[] => {
    const action = change.actions.join();
    if (mode === 'data') return [];
    if (action === 'delete') return [{ address, what: 'deleted' }];
    return action === 'update' && acted.has(address) ? [{ address, what: 'changed' }] : [];
  });
}
