import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bearing, until as untilHolds } from '../../host/until';
import type { Power } from '../power-fencing';
import type { ExpectedAlerts } from '../monitoring/alert-silences';
import type { Nodes } from '../site-nodes';
import { EXPECTED } from './expected-alerts';
import { isPrimary, isReplica, shortName, type Member, type MemberStatus } from './member';
import { OperationRefusedError } from './operation-refused';
import { TIERS } from '../../constructs/tiers';

/** The nodes' own part of the command. */
export const ADMIN_PROGRAM = readFileSync(join(__dirname, 'node/mysql-admin.py'), 'utf8');
/** Until a node that was told to do something has a place again; a copy of a large database takes longer than its set-up. */
const IN_PLACE_SECONDS = 3600;
/** Until a node that was powered on takes ssh. */
const REACHABLE_SECONDS = 300;
/** Transactions that a replica may have to apply before it can take over: writes wait meanwhile. */
const MAX_BEHIND = 1000;

/** What is about to happen, for people to agree to, and the doing. Safe to interrupt and to repeat. */
export interface Operation {
  readonly plan: readonly string[];
  /** Told to nobody while it runs. @default none */
  readonly expected?: ExpectedAlerts;
  run(progress: Progress): Promise<void>;
}

/** Takes what an operation has done, and what it waits for. */
export type Progress = (what: string) => void;

/** Operations on a self-hosted cluster, from a machine of the platform team. */
export class MysqlOperator {
  public constructor(
    private readonly nodes: Nodes,
    private readonly fence: Power,
    /** Of the cluster's tier. */
    private readonly role: string = TIERS.database.role,
  ) {}

  /** All nodes at once; one that cannot be asked is among them. */
  public status(): Promise<readonly Member[]> {
    const names = this.nodes.tier(this.role);
    if (names.length === 0) throw new OperationRefusedError('this site runs no MySQL of its own');
    return Promise.all(
      names.map((node) =>
        this.ask<MemberStatus>(node, 'status').then(
          (status): Member => ({ node, status }),
          (error: Error): Member => ({ node, unreachable: error.message.trim().split('\n').at(-1)! }),
        ),
      ),
    );
  }

  /** Planned: the primary hands over to `target`, by default the replica that is least behind. */
  public async switchover(target?: string): Promise<Operation | undefined> {
    const members = await this.status();
    const primary = members.find(isPrimary);
    const next = target === undefined ? leastBehind(members) : this.member(members, target);
    if (next && isPrimary(next)) return undefined;
    if (!next || !isReplica(next))
      throw new OperationRefusedError(
        target
          ? `${shortName(target)} is no replica that could take over: see \`status\``
          : 'there is no replica that could take over: see `status`',
      );
    const { kind, server } = next.status!;
    if (server!.behind > MAX_BEHIND)
      throw new OperationRefusedError(
        `${shortName(next.node)} is ${server!.behind} transactions behind, and writes would wait for them: try again when it has fewer than ${MAX_BEHIND}`,
      );
    const pair = kind === 'pair';
    // A pair whose hand-over was interrupted has no primary and two replicas: it is finished from here.
    const former = primary ?? (pair ? members.find(({ node }) => node !== next.node) : undefined);
    if (!former?.status) throw new OperationRefusedError('there is no primary that could hand over: see `status`');
    const from = shortName(former.node);
    return {
      plan: [`${shortName(next.node)} becomes primary, ${from} its replica: writes wait for about half a second`],
      expected: EXPECTED.oneAway,
      run: async (progress) => {
        if (pair) {
          const taken = this.ask(next.node, 'take-over', former.node);
          await Promise.all([this.ask(former.node, 'give-up'), taken]);
        } else await this.ask(former.node, 'hand-over', next.node);
        progress(`${shortName(next.node)} is primary; waiting for ${from}`);
        await this.untilInPlace(former.node, progress);
      },
    };
  }

  /** Unplanned, of a pair: the primary is lost. It is powered off first, so that it can never acknowledge another write. */
  public async promote(): Promise<Operation> {
    const members = await this.status();
    if (members.some(({ status }) => status?.kind === 'group'))
      throw new OperationRefusedError('a group replaces a lost primary itself: see `status` for what it waits for');
    const replica = members.find(({ status }) => status?.role === 'replica' && status.server);
    if (!replica) throw new OperationRefusedError('no replica answers: there is nothing to promote');
    const lost = members.find(({ node }) => node !== replica.node)!;
    if (isPrimary(lost))
      throw new OperationRefusedError(`${shortName(lost.node)} works and takes writes: use \`switchover\``);
    const [from, to] = [shortName(lost.node), shortName(replica.node)];
    return {
      plan: [
        `${from} is powered off, by DigitalOcean's API`,
        `${to} applies what it has received, which is every write that was acknowledged, and becomes primary, without a replica`,
        `afterwards: rebuild ${from}`,
      ],
      run: async (progress) => {
        await this.fence.off(lost.node);
        progress(`${from} is off`);
        await this.ask(replica.node, 'take-over');
        progress(`${to} is primary`);
      },
    };
  }

  /** Throws a node's data away and has it take a copy of the primary's. Also after a divergence, and of a node that `promote` powered off. */
  public async rebuild(target: string, options: { readonly withoutPrimary?: boolean } = {}): Promise<Operation> {
    const members = await this.status();
    const member = this.member(members, target);
    const name = shortName(member.node);
    if (isPrimary(member))
      throw new OperationRefusedError(`${name} is primary: its data is the only current one; \`switchover\` first`);
    if (!members.some(isPrimary) && !options.withoutPrimary)
      throw new OperationRefusedError(
        'there is no primary to copy from. After a divergence, when another node has what must be kept: --without-primary',
      );
    return {
      plan: [
        ...(member.status ? [] : [`${name} is powered on`]),
        `all data of ${name} is deleted; it takes a copy of the primary's`,
      ],
      expected: EXPECTED.oneAway,
      run: async (progress) => {
        if (!member.status) {
          await this.fence.on(member.node);
          progress(`waiting for ${name}`);
          await this.untilReachable(member.node);
        }
        await this.ask(member.node, 'rebuild');
        progress(`${name} is empty; waiting for its copy`);
        await this.untilInPlace(member.node, progress);
      },
    };
  }

  public member(members: readonly Member[], target: string): Member {
    const found = members.find(({ node }) => node === target || shortName(node) === target);
    if (!found)
      throw new OperationRefusedError(
        `no node ${target}: there are ${members.map(({ node }) => shortName(node)).join(', ')}`,
      );
    return found;
  }

  /** It starts: that it cannot be reached yet is no news. */
  private async untilReachable(node: string): Promise<void> {
    const reached = async () => (await this.nodes.on(node, 'true')) === '';
    await until(reached, REACHABLE_SECONDS, `${shortName(node)} can be reached`, () => undefined);
  }

  /** A replica again. */
  public async untilInPlace(node: string, progress: Progress): Promise<void> {
    // A node that takes its copy is writable for a moment: a replica, and nothing else, is in its place.
    const inPlace = async () => {
      const status = await this.ask<MemberStatus>(node, 'status');
      return status.exit === 0 && isReplica({ node, status });
    };
    await until(inPlace, IN_PLACE_SECONDS, `${shortName(node)} is in its place`, progress);
  }

  /** Takes writes. */
  public async untilPrimary(node: string, progress: Progress): Promise<void> {
    const takesWrites = async () => {
      const status = await this.ask<MemberStatus>(node, 'status');
      return isPrimary({ node, status });
    };
    await until(takesWrites, IN_PLACE_SECONDS, `${shortName(node)} is primary`, progress);
  }

  /** Has a node's own part of the command (node/mysql-admin.py) do something. */
  public async ask<T>(node: string, verb: string, argument = ''): Promise<T> {
    const command = `python3 - ${verb} ${argument}`.trim();
    return JSON.parse(await this.nodes.on(node, command, ADMIN_PROGRAM)) as T;
  }
}

function leastBehind(members: readonly Member[]): Member | undefined {
  return members.filter(isReplica).sort((a, b) => a.status!.server!.behind - b.status!.server!.behind)[0];
}

/** A look that fails, as one by ssh does on a busy machine, ends no operation: it is named, and the next one comes. */
function until(holds: () => Promise<boolean>, seconds: number, what: string, progress: Progress): Promise<void> {
  const look = bearing(holds, seconds, (reason) => progress(`cannot look, and goes on: ${reason}`));
  return untilHolds(async () => (await look()) === true, seconds, `${what}; see \`status\``, 500);
}
