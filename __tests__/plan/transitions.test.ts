/**
 * Every change between choices of a site, in both directions: it plans, applies, and leaves nothing to do. A fixed part, and a walk of
 * random steps: SEED and STEPS choose another one.
 */
import { classifyPlan, type PlanVerdict } from 'cdktf-web-infrastructure/testing';
import { PaperCloud } from './paper-cloud';
import { writePaperSite, type PaperProps } from './paper-site';
import { NAMES, USUAL, propsOf, valuesOf, type Choice, type Site } from './site-choices';

const MINUTE = 60_000;
const SEED = Number(process.env.SEED ?? 16);
const STEPS = Number(process.env.STEPS ?? 4);

let cloud: PaperCloud;
let stack: string;

function write(site: Site, others: Partial<PaperProps> = {}): void {
  stack = writePaperSite(cloud, () => ({ region: 'fra1', ...propsOf(site), ...others }));
}

/** Applies what is written; nothing may be left to do then. */
async function carryOut(): Promise<PlanVerdict> {
  const verdict = classifyPlan(await cloud.plan(stack));
  await cloud.terraform(stack, ['apply', '-input=false', 'planned']);
  expect(classifyPlan(await cloud.plan(stack)).changes.filter(({ rule }) => rule !== 'unchanged')).toEqual([]);
  return verdict;
}

const unknown = ({ changes }: PlanVerdict) => changes.filter(({ rule }) => /^un(known|familiar)/.test(rule));

beforeAll(async () => {
  cloud = await PaperCloud.open();
  write(USUAL);
  await cloud.terraform(stack, ['init', '-input=false']);
  await carryOut();
}, 5 * MINUTE);
afterAll(() => cloud.close());

test(
  'self-hosted monitoring comes, and can be taken away again',
  async () => {
    for (const monitoring of ['self-hosted', 'none', 'self-hosted, alone', 'standard']) {
      write({ ...USUAL, monitoring });
      expect(unknown(await carryOut())).toEqual([]);
    }
  },
  10 * MINUTE,
);

/** mulberry32 */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A site, and with each step one to three choices changed. */
function* walk(): Generator<Site> {
  const next = random(SEED);
  const oneOf = <T>(all: readonly T[]): T => all[Math.floor(next() * all.length)]!;
  let site = USUAL;
  for (let step = 0; step < STEPS; step++) {
    const changed = new Set<Choice>([oneOf(NAMES), oneOf(NAMES), oneOf(NAMES)]);
    for (const name of changed) site = { ...site, [name]: oneOf(valuesOf(name).filter((one) => one !== site[name])) };
    yield site;
  }
  yield USUAL;
}

test(
  `a walk through all choices goes through, step by step, and back (SEED=${SEED} STEPS=${STEPS})`,
  async () => {
    for (const site of walk()) {
      write(site);
      const problem = await carryOut().then(unknown, (error: Error) => error.message);
      expect([site, problem]).toEqual([site, []]);
    }
  },
  (5 + 3 * STEPS) * MINUTE,
);

test(
  'a destroy takes everything away',
  async () => {
    await cloud.terraform(stack, ['destroy', '-input=false', '-auto-approve']);
    expect((await cloud.terraform(stack, ['state', 'list'])).trim()).toBe('');
  },
  5 * MINUTE,
);
