import type { Finding } from './checkov';

/** A finding that stays, and why. */
export interface Waiver {
  readonly check: string;
  /** Folder of the stack and Terraform's address, as the finding says them. */
  readonly resource: RegExp;
  readonly reason: string;
}

/** None today. */
export const WAIVERS: readonly Waiver[] = [];

/** Findings that no waiver explains, and waivers that explain none: neither may be. */
export function judge(findings: readonly Finding[], waivers: readonly Waiver[]) {
  const explains = (waiver: Waiver, { check, resource }: Finding) =>
    waiver.check === check && waiver.resource.test(resource);
  return {
    unexplained: findings.filter((finding) => !waivers.some((waiver) => explains(waiver, finding))),
    unused: waivers.filter((waiver) => !findings.some((finding) => explains(waiver, finding))),
  };
}
