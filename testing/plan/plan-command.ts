import { parseArgs } from 'node:util';
import { classifyPlan, notAllowed, type PlanVerdict } from './classify-plan';
import { ALLOWED_BY_DEFAULT, parseImpacts, type Impact } from './impact';
import { renderVerdict, renderVerdictMarkdown } from './render-verdict';
import { parsePlan, UnreadablePlan } from './terraform-plan';

export const USAGE = `Usage: cdktf-web-infrastructure-plan [FILE] [--allow IMPACTS] [--json | --markdown]

Says what a plan does to visitors and to data, and whether it may go on.

  FILE              what 'terraform show -json PLAN' printed; without it, or with -, standard input
  --allow IMPACTS   some of safe, rolling, disruptive, less-secure, data-loss, with commas between; default safe,rolling
  --json            every change, for programs
  --markdown        for a comment on a pull request

Exit code: 0 everything is allowed, 1 something is not, 2 the plan or the command line cannot be read.
`;

export interface CommandResult {
  readonly exitCode: 0 | 1 | 2;
  readonly output: string;
  readonly error: string;
}

/** The command without its surroundings. `read` gives the text of a file, or of standard input for `-`. */
export async function planCommand(
  args: readonly string[],
  read: (file: string) => Promise<string>,
): Promise<CommandResult> {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        allow: { type: 'string', default: ALLOWED_BY_DEFAULT.join() },
        json: { type: 'boolean', default: false },
        markdown: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { exitCode: 0, output: USAGE, error: '' };
    if (positionals.length > 1) throw new Error(`one plan at a time, got ${positionals.length} (give one FILE)`);
    if (values.json && values.markdown) throw new Error("'--json' and '--markdown' exclude each other (give one)");
    const allowed = parseImpacts(values.allow);
    const verdict = classifyPlan(parsePlan(await read(positionals[0] ?? '-')));
    const render = values.json ? renderJson : values.markdown ? renderVerdictMarkdown : renderVerdict;
    const exitCode = notAllowed(verdict, allowed).length > 0 ? 1 : 0;
    return { exitCode, output: `${render(verdict, allowed)}\n`, error: '' };
  } catch (error) {
    const remedy = error instanceof UnreadablePlan ? '' : '\n--help says how it is used.';
    return { exitCode: 2, output: '', error: `cdktf-web-infrastructure-plan: ${(error as Error).message}${remedy}\n` };
  }
}

function renderJson(verdict: PlanVerdict, allowed: readonly Impact[]): string {
  const refused = notAllowed(verdict, allowed).map(({ address }) => address);
  return JSON.stringify({ ...verdict, allowed, notAllowed: refused }, null, 2);
}
