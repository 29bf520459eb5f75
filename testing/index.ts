/**
 * For the tests and pipelines of those who use the constructs.
 * @module cdktf-web-infrastructure/testing
 */
export { assertNoResource, assertResource, assertResourceCount } from './assert-resource';
export * from './plan/classify-plan';
export { ALLOWED_BY_DEFAULT, IMPACTS, type Impact } from './plan/impact';
export type { PlanRule } from './plan/plan-rule';
export { PLAN_RULES } from './plan/plan-rules';
export type { Action, PlannedChange } from './plan/planned-change';
export { renderVerdict, renderVerdictMarkdown } from './plan/render-verdict';
export { parsePlan, UnreadablePlan, type ResourceChange, type TerraformPlan } from './plan/terraform-plan';
export * from './snapshot';
export * from './synthesize';
export * from './synthesized-stack';
export { testStack } from './test-stack';
