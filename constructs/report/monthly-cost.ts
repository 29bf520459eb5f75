import { Annotations, TerraformStack, Token } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import { MetadataKey, pathOf } from '../facts';
import { PRICE_LISTS, type PriceSource, type Prices } from './price-list';

/** What is paid for, such as 2 of 'droplet s-2vcpu-2gb'. */
export interface Consumption {
  /** By its name in the price list. */
  readonly item: string;
  readonly count: number;
}

/** One item that a construct pays for. */
export interface CostLine {
  /** Path of the construct that tells it. */
  readonly construct: string;
  /** By its name in the price list, such as `droplet s-2vcpu-2gb`. */
  readonly item: string;
  /** How many of the item. @default - only Terraform will know */
  readonly count?: number;
  /** For all of them, US dollars a month. @default - not known */
  readonly monthlyUsd?: number;
}

/** What a tier costs a month. */
export interface TierCost {
  /** Path of the tier. */
  readonly tier: string;
  /** Of what is known. */
  readonly monthlyUsd: number;
  /** What it is made up of. */
  readonly lines: readonly CostLine[];
}

/** What a stack, or a part of one, costs a month at flat prices: usage beyond them (transfer, queries) is not in it. */
export interface MonthlyCost {
  /** Of what is known. */
  readonly totalUsd: number;
  /** What has no price in the list, each named once. */
  readonly unknown: readonly string[];
  /** The same, tier by tier. */
  readonly tiers: readonly TierCost[];
  /** Where the prices come from that were used. */
  readonly sources: readonly PriceSource[];
}

/** Prices that the package does not know, or that are others for you. */
export interface PriceOptions {
  /** Prices of your own, before those of the list: US dollars a month by the names that the report prints. @default {} */
  readonly prices?: Prices;
}

const CONSUMPTIONS = new MetadataKey<Consumption>('cost');
const TIER_HOLDERS = new MetadataKey<true>('holds-tiers');

/** Says what is paid for. */
export function addCostItem(construct: Construct, item: string, count: number): void {
  if (count !== 0) CONSUMPTIONS.add(construct, { item, count });
}

/** Says that the construct's children are tiers, which the report adds up one by one; as those of a stack are. */
export function markTierScope(construct: Construct): void {
  TIER_HOLDERS.add(construct, true);
}

/** What `scope`, a stack or any part of one, costs a month, as far as the constructs of this package tell. */
export function monthlyCost(scope: IConstruct, { prices = {} }: PriceOptions = {}): MonthlyCost {
  const holders = new Set<IConstruct>([scope, ...TIER_HOLDERS.entriesOf(scope).map(({ construct }) => construct)]);
  const lists = [{ on: 'this program', source: 'prices of your own', monthlyUsd: prices }, ...PRICE_LISTS];
  const used = new Set<PriceSource>();
  const tiers = new Map<string, CostLine[]>();
  for (const { construct, fact } of CONSUMPTIONS.entriesOf(scope)) {
    const list = lists.find(({ monthlyUsd }) => monthlyUsd[fact.item] !== undefined);
    const line = costLine(construct, fact, list?.monthlyUsd[fact.item]);
    if (list && line.monthlyUsd !== undefined) used.add(list);
    const tier = pathOf(tierOf(construct, holders));
    tiers.set(tier, [...(tiers.get(tier) ?? []), line]);
  }
  const lines = [...tiers.values()].flat();
  return {
    totalUsd: sum(lines),
    unknown: [...new Set(lines.filter(({ monthlyUsd }) => monthlyUsd === undefined).map(({ item }) => item))],
    tiers: [...tiers].map(([tier, lines]) => ({ tier, monthlyUsd: sum(lines), lines })),
    sources: lists.filter((list) => used.has(list)).map(({ on, source, note }) => ({ on, source, note })),
  };
}

/** One line at synth: the total, and what each tier is of it. */
export function annotateMonthlyCost(construct: Construct, options: PriceOptions = {}): void {
  const { totalUsd, unknown, tiers } = monthlyCost(construct, options);
  const parts = tiers.map(({ tier, monthlyUsd }) => `${tier.slice(pathOf(construct).length + 1)} ${usd(monthlyUsd)}`);
  const rest = unknown.length > 0 ? `, and what is not known: ${unknown.join(', ')}` : '';
  Annotations.of(construct).addInfo(`costs ${usd(totalUsd)} a month${rest} (${parts.join(', ')})`);
}

export function usd(amount: number): string {
  return `$${amount.toFixed(2)}`;
}

function costLine(construct: IConstruct, { item, count }: Consumption, price?: number): CostLine {
  const line = { construct: pathOf(construct), item };
  if (Token.isUnresolved(item)) return { ...line, item: 'something of a size that only Terraform knows', count };
  if (Token.isUnresolved(count)) return { ...line, item: `${item}, a number that only Terraform knows` };
  return { ...line, count, ...(price !== undefined && { monthlyUsd: cents(price * count) }) };
}

/** The child of the nearest construct that holds tiers. */
function tierOf(construct: IConstruct, holders: ReadonlySet<IConstruct>): IConstruct {
  const { scopes } = construct.node;
  const holder = scopes.findLastIndex((scope) => holders.has(scope) || TerraformStack.isStack(scope));
  return scopes[holder + 1] ?? construct;
}

function sum(lines: readonly CostLine[]): number {
  return cents(lines.reduce((total, { monthlyUsd = 0 }) => total + monthlyUsd, 0));
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
