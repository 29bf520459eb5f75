import type { BackupOperator } from './backup-operator';
import { EXPECTED } from './expected-alerts';
import { isPrimary, isReplica, shortName, type Member } from './member';
import type { MysqlOperator, Operation } from './mysql-operator';
import { OperationRefusedError } from './operation-refused';
import type { RestorePoint } from './restore-point';

/**
 * The whole cluster goes back to a point. One node is restored beside its live data, while the others serve; only then do all stop, that
 * one takes up what was restored, and the others are emptied and copy it. Interrupted and repeated, it goes on where it was.
 */
export async function restoreCluster(
  point: RestorePoint,
  mysql: MysqlOperator,
  backups: BackupOperator,
): Promise<Operation> {
  const members = await mysql.status();
  const lost = members.find(({ status }) => !status);
  // Whatever it holds would be newer than what is restored, and win when it comes back.
  if (lost)
    throw new OperationRefusedError(
      `${shortName(lost.node)} cannot be reached, and would bring its own data back later: start it, or have Terraform replace it with an empty volume`,
    );
  const primary = members.find(isPrimary);
  if (primary && point.option === '--latest')
    throw new OperationRefusedError(
      `${shortName(primary.node)} is primary and has the latest data: restore a moment before, or --before-gtid`,
    );
  const prepared = primary ? undefined : await findPrepared(members, point, mysql);
  const chosen = prepared ?? members.find(isReplica) ?? primary ?? members[0]!;
  const others = members.filter((member) => member !== chosen);
  const [name, rest] = [shortName(chosen.node), others.map(({ node }) => shortName(node)).join(' and ')];
  return {
    plan: [
      ...(prepared ? [] : [`${name} restores '${point.name}' beside its live data; the site goes on meanwhile`]),
      'then all MySQL servers stop, and the site has no database until they are back',
      `${name} goes on with what was restored; its present data is kept beside, until \`discard-restore ${name}\``,
      `all data of ${rest} is deleted; they take copies of ${name}'s`,
      'every transaction after that point is undone; the bucket keeps them, in the former timeline',
    ],
    expected: EXPECTED.noPrimary,
    run: async (progress) => {
      if (!prepared) {
        await backups.archive(members, progress);
        await backups.restoreOn(chosen.node, point, progress);
      }
      for (const { node } of inOrder(members)) {
        await mysql.ask(node, 'stand-still');
        progress(`${shortName(node)} has sent its last binary logs and stands still`);
      }
      await mysql.ask(chosen.node, 'adopt');
      progress(`${name} has taken up what was restored`);
      await Promise.all(others.map(({ node }) => mysql.ask(node, 'rebuild')));
      progress(`${rest} ${others.length > 1 ? 'are' : 'is'} empty; waiting for ${name} and the copies`);
      await mysql.untilPrimary(chosen.node, progress);
      for (const { node } of others) await mysql.untilInPlace(node, progress);
      const { object } = await backups.ask<{ object: string }>(others[0]!.node, 'base --now');
      progress(`the new timeline begins with ${object}`);
    },
  };
}

/** The node that an interrupted run has restored already. */
async function findPrepared(
  members: readonly Member[],
  point: RestorePoint,
  mysql: MysqlOperator,
): Promise<Member | undefined> {
  const points = await Promise.all(members.map(({ node }) => mysql.ask<{ point: string | null }>(node, 'restored')));
  return members.find((_, i) => points[i]!.point === point.name);
}

/** The last member of a group may leave it; a primary of a pair whose replica is gone would wait for it with its last write. */
function inOrder(members: readonly Member[]): readonly Member[] {
  const pair = members.some(({ status }) => status?.kind === 'pair');
  return [...members].sort((a, b) => (Number(isPrimary(a)) - Number(isPrimary(b))) * (pair ? -1 : 1));
}
