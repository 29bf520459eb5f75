import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FACTS_KEY, FACTS_VARIABLE } from '../../constructs/site-output/site-description';
import type { StackFacts } from '../../constructs/site-output/stack-facts';
import { chooseStack } from './choose-stack';
import type { Project } from './project';
import { synthesize } from './synthesize';
import type { SynthesizedStack } from './synthesized-stack';

/**
 * What the constructs of a stack report of it. Synthesizes into a directory of its own, with a variable by which they write it beside
 * Terraform's configuration: it is never older than the code, and an ordinary synth does not pay for it.
 */
export async function readFacts(project: Project, stack: string | undefined): Promise<StackFacts> {
  const output = mkdtempSync(join(tmpdir(), 'web-infrastructure-'));
  try {
    const stacks = await synthesize(project, { output, env: { [FACTS_VARIABLE]: '1' } });
    if (stack !== undefined) chooseStack(stacks, stack);
    const found = chooseStack(
      stacks.filter((one) => one.name === stack || (stack === undefined && factsOf(one))),
      stack,
    );
    const facts = factsOf(found);
    if (!facts) throw new Error(`stack '${found.name}' has nothing of cdktf-web-infrastructure in it`);
    return facts;
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

function factsOf({ configuration }: SynthesizedStack): StackFacts | undefined {
  return configuration['//']?.metadata?.[FACTS_KEY] as StackFacts | undefined;
}
