/**
 * Every change between choices of a site, in both directions and together with others: it plans, applies, and leaves nothing to do. On
 * paper, by two walks at once, each with a site of its own.
 */
import { classifyPlan } from 'cdktf-web-infrastructure/testing';
import { coverage, coveringWalk, everything, type Point } from './covering-walk';
import { PaperCloud } from './paper-cloud';
import { writePaperSite } from './paper-site';
import { NAMES, propsOf, valuesOf } from './site-choices';

const VALUES = Object.fromEntries(NAMES.map((name) => [name, valuesOf(name)]));
const WALK = coveringWalk(VALUES);
const MIDDLE = Math.ceil(WALK.length / 2);
/** The second begins where the first ends. */
const WALKS = [WALK.slice(0, MIDDLE), WALK.slice(MIDDLE - 1)];

class Walker {
  private constructor(
    private readonly cloud: PaperCloud,
    private stack: string,
  ) {}

  public static async at(start: Point): Promise<Walker> {
    const cloud = await PaperCloud.open();
    const walker = new Walker(cloud, '');
    walker.write(start);
    await cloud.terraform(walker.stack, ['init', '-input=false']);
    await walker.carryOut();
    return walker;
  }

  /** Plans, applies, and plans again; gives what is wrong with it. */
  public async step(to: Point): Promise<readonly unknown[]> {
    this.write(to);
    return this.carryOut().catch((error: Error) => [error.message]);
  }

  public async destroy(): Promise<string> {
    await this.cloud.terraform(this.stack, ['destroy', '-input=false', '-auto-approve']);
    return (await this.cloud.terraform(this.stack, ['state', 'list'])).trim();
  }

  public close(): Promise<void> {
    return this.cloud.close();
  }

  private write(site: Point): void {
    this.stack = writePaperSite(this.cloud, () => ({ region: 'fra1', ...propsOf(site) }));
  }

  private async carryOut(): Promise<readonly unknown[]> {
    // The plan before this one has asked the API.
    const { changes } = classifyPlan(await this.cloud.plan(this.stack, '-refresh=false'));
    await this.cloud.terraform(this.stack, ['apply', '-input=false', 'planned']);
    return [...changes.filter(({ rule }) => /^un(known|familiar)/.test(rule)), ...(await this.left())];
  }

  /** What a plan still wants to do. */
  private async left(): Promise<readonly unknown[]> {
    return this.cloud.terraform(this.stack, ['plan', '-input=false', '-detailed-exitcode']).then(
      () => [],
      async (error: Error) => {
        const { changes } = classifyPlan(await this.cloud.plan(this.stack));
        return [error.message, ...changes.filter(({ rule }) => rule !== 'unchanged')];
      },
    );
  }
}

let walkers: readonly Walker[] = [];

beforeAll(async () => {
  walkers = await Promise.all(WALKS.map(([start]) => Walker.at(start!)));
});
afterAll(() => Promise.all(walkers.map((one) => one.close())));

const counted = (covered: ReadonlySet<string>, kind: string) =>
  `${[...covered].filter((one) => one.startsWith(kind)).length} of ${[...everything(VALUES)].filter((one) => one.startsWith(kind)).length}`;
const made = new Set(WALKS.flatMap((walk) => [...coverage(walk)]));

test(`the walks make ${counted(made, 'change')} single changes, ${counted(made, 'pair')} pairs of values, ${counted(made, 'together')} pairs of choices at once`, () => {
  expect([...everything(VALUES)].filter((one) => !made.has(one))).toEqual([]);
});

test(`each of the ${WALK.length - 1} steps goes through and leaves nothing to do`, async () => {
  await Promise.all(
    walkers.map(async (walker, i) => {
      for (const [n, to] of WALKS[i]!.slice(1).entries()) {
        expect([WALKS[i]![n], to, await walker.step(to)]).toEqual([WALKS[i]![n], to, []]);
      }
    }),
  );
});

test('a destroy takes everything away', async () => {
  expect(await Promise.all(walkers.map((one) => one.destroy()))).toEqual(walkers.map(() => ''));
});
