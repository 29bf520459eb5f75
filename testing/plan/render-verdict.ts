import { renderTable } from '../../host/table';
import { isWorse, IMPACTS, type Impact } from './impact';
import { notAllowed, type ClassifiedChange, type PlanVerdict } from './classify-plan';

/** For people at a terminal: what is more than safe line by line, the rest by numbers. */
export function renderVerdict(verdict: PlanVerdict, allowed: readonly Impact[]): string {
  const rows = worthALine(verdict).map((one) => [one.impact, one.action, one.address, why(one)]);
  const table = rows.length > 0 ? [renderTable([['IMPACT', 'ACTION', 'RESOURCE', 'WHY'], ...rows]), ''] : [];
  return [...table, ...conclusions(verdict, allowed)].join('\n');
}

/** For a comment on a pull request. */
export function renderVerdictMarkdown(verdict: PlanVerdict, allowed: readonly Impact[]): string {
  const rows = worthALine(verdict).map(
    (one) => `| ${one.impact} | ${one.action} | \`${cell(one.address)}\` | ${cell(why(one))} |`,
  );
  const table = rows.length > 0 ? ['| impact | action | resource | why |', '|---|---|---|---|', ...rows, ''] : [];
  const lines = conclusions(verdict, allowed).map((line) => `- ${cell(line)}`);
  return [`### The plan: ${verdict.impact}`, '', ...table, ...lines].join('\n');
}

function worthALine({ changes }: PlanVerdict): readonly ClassifiedChange[] {
  return changes.filter(({ impact }) => isWorse(impact, 'safe'));
}

function why({ reason, because }: ClassifiedChange): string {
  return because.length > 0 ? `${reason} (${because.join(', ')})` : reason;
}

/** How many of what, how they are replaced, what was found changed, and whether it may go on. */
function conclusions(verdict: PlanVerdict, allowed: readonly Impact[]): string[] {
  const { changes, drift } = verdict;
  const refused = notAllowed(verdict, allowed);
  const impacts = [...IMPACTS].reverse().flatMap((impact) => counted(changes, (one) => one.impact === impact, impact));
  return [
    `Resources: ${impacts.join(', ') || 'none'}.`,
    ...actionLines(changes),
    ...(drift.length > 0
      ? [`Outside of Terraform: ${drift.map(({ address, what }) => `${address} was ${what}`).join(', ')}.`]
      : []),
    ...(verdict.complete
      ? []
      : ['NOT COMPLETE: the plan leaves changes out (-target, or deferred); judge the next one, too.']),
    refused.length > 0
      ? `NOT ALLOWED: ${refused.length} of them, for only ${allowed.join(', ') || 'no change'} may go through (change what causes them, or allow ${missing(refused)} for this plan).`
      : 'Allowed.',
  ];
}

/** `create then destroy: 2 digitalocean_droplet, 4 cloudflare_dns_record`, for all that changes. */
function actionLines(changes: readonly ClassifiedChange[]): string[] {
  const acting = changes.filter(({ impact }) => impact !== 'no change');
  return [...new Set(acting.map(({ action }) => action))].sort().map((action) => {
    const types = acting.filter((one) => one.action === action).map(({ type }) => type);
    const numbers = [...new Set(types)].sort().map((type) => `${types.filter((one) => one === type).length} ${type}`);
    return `${capital(action)}: ${numbers.join(', ')}.`;
  });
}

function counted(
  changes: readonly ClassifiedChange[],
  test: (one: ClassifiedChange) => boolean,
  what: string,
): string[] {
  const number = changes.filter(test).length;
  return number > 0 ? [`${number} ${what}`] : [];
}

function missing(refused: readonly ClassifiedChange[]): string {
  return [...new Set(refused.map(({ impact }) => `'${impact}'`))].join(' and ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** An address may have a pipe in its key; one that is not escaped would begin a new cell. */
function cell(text: string): string {
  return text.replace(/\|/g, '\\|');
}
