import type { ReplacementPlan, Replacing } from '../terraform';
import { EXPECTED } from './expected-alerts';
import { isPrimary, shortName, nodeProblems, type Member } from './member';
import type { MysqlOperator, Operation } from './mysql-operator';
import { OperationRefusedError } from './operation-refused';

/** Takes up a configuration that a deploy has brought. */
export async function restart(target: string, mysql: MysqlOperator): Promise<Operation> {
  const members = await mysql.status();
  const member = mysql.member(members, target);
  oneAtATime(members, member);
  const name = shortName(member.node);
  const pairPrimary = isPrimary(member) && member.status!.kind === 'pair';
  return {
    plan: [
      pairPrimary
        ? `mysql on ${name} restarts: writes wait for some seconds; \`switchover\` first spares them that`
        : isPrimary(member)
          ? `${name} hands over to another node; its mysql restarts`
          : `mysql on ${name} restarts; the others go on`,
    ],
    expected: pairPrimary ? EXPECTED.noPrimary : EXPECTED.oneAway,
    run: async (progress) => {
      await mysql.ask(member.node, 'restart');
      progress(`waiting for ${name}`);
      await (pairPrimary ? mysql.untilPrimary(member.node, progress) : mysql.untilInPlace(member.node, progress));
    },
  };
}

/** After a deploy with a new `passwordVersion`, when nobody uses the old passwords any more. */
export async function retirePasswords(mysql: MysqlOperator): Promise<Operation> {
  const members = await mysql.status();
  const wrong = nodeProblems(members);
  if (wrong.length > 0) throw new OperationRefusedError(`first mend this: ${wrong.join('; ')}`);
  const primary = members.find(isPrimary)!;
  return {
    plan: ['the passwords before the last deploy work no more: whoever has not been given the new ones is refused'],
    run: async () => void (await mysql.ask(primary.node, 'retire-passwords')),
  };
}

/** A new droplet with the newest user-data takes over the node's volume. `reconnect` finds it: it has another key than the old one. */
export async function replace(
  target: string,
  mysql: MysqlOperator,
  terraform: Replacing,
  reconnect: () => Promise<MysqlOperator>,
): Promise<Operation> {
  const { member, plan } = await planReplacement(target, mysql, terraform);
  const { before, after } = plan.size;
  const resized = before === after ? '' : `, of size ${after} instead of ${before}`;
  const what = `the droplet of ${shortName(member.node)} is destroyed and created again${resized}; its volume stays`;
  return replacement(what, member, plan, reconnect);
}

/** `replace`, for the size that the last deploy has brought: a deploy never changes that of a node with data. */
export async function resize(
  target: string,
  mysql: MysqlOperator,
  terraform: Replacing,
  reconnect: () => Promise<MysqlOperator>,
): Promise<Operation> {
  const { member, plan } = await planReplacement(target, mysql, terraform);
  const name = shortName(member.node);
  const { before, after } = plan.size;
  if (before === after) {
    plan.discard();
    throw new OperationRefusedError(
      `${name} has the size ${after} already: deploy with another \`size\` of the database first`,
    );
  }
  const what = `${name} gets a new droplet of size ${after} instead of ${before}; its volume stays`;
  return replacement(what, member, plan, reconnect);
}

async function planReplacement(
  target: string,
  mysql: MysqlOperator,
  terraform: Replacing,
): Promise<{ member: Member; plan: ReplacementPlan }> {
  const members = await mysql.status();
  const member = mysql.member(members, target);
  const name = shortName(member.node);
  if (isPrimary(member)) throw new OperationRefusedError(`${name} is primary: \`switchover\` first`);
  oneAtATime(members, member);
  const plan = await terraform.planReplacement(await terraform.dropletOf(member.node));
  const others = plan.changed.filter((address) => !isOf(address, name));
  const volumes = plan.changed.filter((address) => address.startsWith('digitalocean_volume.'));
  if (others.length + volumes.length > 0) plan.discard();
  if (others.length > 0)
    throw new OperationRefusedError(
      `more than ${name} would change: deploy first, or undo the change of ${others.join(', ')}`,
    );
  if (volumes.length > 0)
    throw new OperationRefusedError(`the data of ${name} would be lost: ${volumes.join(', ')} would change`);
  return { member, plan };
}

function replacement(
  what: string,
  { node }: Member,
  plan: ReplacementPlan,
  reconnect: () => Promise<MysqlOperator>,
): Operation {
  return {
    plan: [what, ...plan.changed.map((address) => `  ${address}`)],
    expected: EXPECTED.newDroplet,
    run: async (progress) => {
      try {
        progress('terraform replaces it');
        await plan.apply();
      } finally {
        plan.discard();
      }
      progress(`waiting for ${shortName(node)}`);
      await (await reconnect()).untilInPlace(node, progress);
    },
  };
}

/** Terraform's addresses end in the path of construct ids: `..._mysql-2_8A1B2C3D`, `..._mysql-2-ready_...`. */
function isOf(address: string, name: string): boolean {
  return new RegExp(`_${name}([_-]|$)`).test(address);
}

function oneAtATime(members: readonly Member[], { node }: Member): void {
  const others = nodeProblems(members.filter((member) => member.node !== node));
  // Without the primary among them the others have none; that is about the node itself.
  const wrong = others.filter((trouble) => !trouble.startsWith('no '));
  if (wrong.length > 0) throw new OperationRefusedError(`one node at a time; first mend this: ${wrong.join('; ')}`);
}
