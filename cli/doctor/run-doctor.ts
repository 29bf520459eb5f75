import { EXIT } from '../exit-code';
import { ApiRefusal } from '../apis/api-requests';
import type { Check, DoctorContext } from './check';
import { skipped, warning, type Finding, type Status } from './finding';
import { CHECKS } from './registry';

/** A finding with the check that it comes from. */
export interface ReportedFinding extends Finding {
  readonly check: string;
}

export interface DoctorReport {
  readonly stack: string;
  readonly findings: readonly ReportedFinding[];
  readonly counts: Readonly<Record<Status, number>>;
}

/** Examines everything side by side; the order of the report is that of the checks. */
export async function runDoctor(
  context: DoctorContext,
  checks: readonly Check[] = CHECKS,
  progress: (check: Check) => void = () => undefined,
): Promise<DoctorReport> {
  const secrets = secretsOf(context);
  const found = await Promise.all(
    checks.map(async (check) => {
      const findings = await examine(check, context);
      progress(check);
      return findings.map((finding) => ({ check: check.id, ...withoutSecrets(finding, secrets) }));
    }),
  );
  const findings = found.flat();
  const counts: Record<Status, number> = { ok: 0, warning: 0, failure: 0, skipped: 0 };
  for (const { status } of findings) counts[status] += 1;
  return { stack: context.stack.name, findings, counts };
}

/** One check that cannot do its work never keeps the others from theirs. */
async function examine(check: Check, context: DoctorContext): Promise<readonly Finding[]> {
  try {
    return await check.run(context);
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { code?: string } };
    if (error instanceof ApiRefusal && (error.status === 401 || error.status === 403))
      return [skipped(message, 'see the checks of the tokens')];
    return [warning(`not examined: ${cause?.code ? `${message} (${cause.code})` : message}`, 'try again')];
  }
}

const SHORTEST_SECRET = 8;
const SECRET_NAME = /^(AWS|SPACES)_\w*(KEY|TOKEN)\w*$|_TOKEN$/;

/** Values that must not be printed, whatever an API or a program repeats. */
function secretsOf({ stack, env }: DoctorContext): readonly string[] {
  const variables = stack.variables
    .filter(({ values }) => values.sensitive === true)
    .map(({ name }) => env[`TF_VAR_${name}`]);
  const named = Object.entries(env).flatMap(([name, value]) => (SECRET_NAME.test(name) ? [value] : []));
  return [...variables, ...named].filter((one): one is string => one !== undefined && one.length >= SHORTEST_SECRET);
}

function withoutSecrets(finding: Finding, secrets: readonly string[]): Finding {
  const clean = (text: string) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
  const { remedy } = finding;
  return { ...finding, message: clean(finding.message), ...(remedy !== undefined && { remedy: clean(remedy) }) };
}

/** Whether a deploy can begin. */
export function exitCodeOf({ counts }: DoctorReport): number {
  return counts.failure > 0 ? EXIT.finding : EXIT.ok;
}
