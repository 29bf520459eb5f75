import { replace, resize, restart, retirePasswords } from '../../../../cli/mysql/maintenance';
import { problems, type MemberStatus } from '../../../../cli/mysql/member';
import { MysqlOperator } from '../../../../cli/mysql/mysql-operator';
import type { Replacing } from '../../../../cli/terraform';

const [ONE, TWO, THREE] = ['mysql-1', 'mysql-2', 'mysql-3'].map((name) => `${name}.int.foobar.com`) as [
  string,
  string,
  string,
];

function status(kind: MemberStatus['kind'], primary: boolean, awaitsRestart = false): MemberStatus {
  const server = { version: '8.0', state: 'ONLINE', primary, writable: primary, behind: 0, members: [], gtids: '' };
  const role = kind === 'group' ? 'none' : primary ? 'primary' : 'replica';
  return { kind, exit: 0, said: '', volumeUsed: 10, outdated: false, role, server: { ...server, awaitsRestart } };
}

/** Nodes that remember what they were told; one without a status cannot be reached. */
function site(members: Record<string, MemberStatus | undefined>) {
  const told: string[] = [];
  const nodes = {
    tier: () => Object.keys(members),
    on: (node: string, command: string) => {
      const verb = command.replace('python3 - ', '');
      if (!members[node]) return Promise.reject(new Error('timed out'));
      if (verb === 'status') return Promise.resolve(JSON.stringify(members[node]));
      told.push(`${node.split('.')[0]} ${verb}`);
      // The primary of a group hands over before it restarts.
      if (verb === 'restart' && members[node].kind === 'group') members[node] = status('group', false);
      return Promise.resolve('{}');
    },
  };
  const never = () => Promise.reject(new Error('no power'));
  return { told, mysql: new MysqlOperator(nodes, { off: never, on: never }) };
}

const group = (second: 'there' | 'away' = 'there') =>
  site({
    [ONE]: status('group', true),
    [TWO]: second === 'there' ? status('group', false) : undefined,
    [THREE]: status('group', false),
  });

describe('restart', () => {
  test.each([
    ['a replica', 'mysql-2', 'mysql on mysql-2 restarts; the others go on'],
    ['the primary of a group', 'mysql-1', 'mysql-1 hands over to another node; its mysql restarts'],
  ])('%s', async (_, node, plan) => {
    const { told, mysql } = group();
    const operation = await restart(node, mysql);
    expect(operation.plan).toEqual([plan]);
    await operation.run(() => undefined);
    expect(told).toEqual([`${node} restart`]);
  });

  test('goes on while other nodes await theirs', async () => {
    const waiting = status('group', false, true);
    const { mysql } = site({ [ONE]: status('group', true, true), [TWO]: waiting, [THREE]: waiting });
    expect(problems(await mysql.status())).toHaveLength(3);
    await expect(restart('mysql-2', mysql)).resolves.toMatchObject({
      plan: ['mysql on mysql-2 restarts; the others go on'],
    });
  });

  test('of a pair’s primary says that writes wait', async () => {
    const { mysql } = site({ [ONE]: status('pair', true), [TWO]: status('pair', false) });
    expect((await restart('mysql-1', mysql)).plan[0]).toContain('writes wait');
  });

  test('expects alerts about a node that is away; of a pair’s primary also that there is none', async () => {
    const { mysql } = site({ [ONE]: status('pair', true), [TWO]: status('pair', false) });
    expect((await restart('mysql-2', mysql)).expected!.names).not.toContain('MysqlWithoutPrimary');
    expect((await restart('mysql-1', mysql)).expected!.names).toContain('MysqlWithoutPrimary');
  });

  test('is refused while another node is not well', async () => {
    const { mysql } = group('away');
    await expect(restart('mysql-3', mysql)).rejects.toThrow(
      'one node at a time; first mend this: mysql-2 cannot be asked',
    );
  });
});

describe('retire-passwords', () => {
  test('is told to the primary', async () => {
    const { told, mysql } = group();
    await (await retirePasswords(mysql)).run(() => undefined);
    expect(told).toEqual(['mysql-1 retire-passwords']);
  });

  test('is refused while a node is away: it could not log in any more', async () => {
    await expect(retirePasswords(group('away').mysql)).rejects.toThrow('first mend this: mysql-2 cannot be asked');
  });
});

describe('replace', () => {
  const DROPLET = 'digitalocean_droplet.site_database_Resource_mysql-2_8A1B2C3D';
  const OWN = [
    DROPLET,
    'digitalocean_volume_attachment.site_database_Resource_data_mysql-2_11112222',
    'terraform_data.site_database_Resource_mysql-2-ready_33334444',
    'cloudflare_dns_record.site_network_mysql-2-member_55556666',
  ];

  const SAME = { before: 's-2vcpu-4gb', after: 's-2vcpu-4gb' };

  function terraform(changed: readonly string[], size = SAME): Replacing & { readonly done: string[] } {
    const done: string[] = [];
    return {
      done,
      dropletOf: (node) => Promise.resolve(`droplet of ${node}`),
      planReplacement: (address) => {
        done.push(`planned ${address}`);
        const apply = () => Promise.resolve(void done.push('applied'));
        return Promise.resolve({ changed, size, apply, discard: () => void done.push('discarded') });
      },
    };
  }

  test('applies exactly what it has shown, and deletes the plan', async () => {
    const { mysql } = group();
    const tool = terraform(OWN);
    const operation = await replace('mysql-2', mysql, tool, () => Promise.resolve(mysql));
    expect(operation.plan).toEqual([
      'the droplet of mysql-2 is destroyed and created again; its volume stays',
      ...OWN.map((address) => `  ${address}`),
    ]);
    await operation.run(() => undefined);
    expect(tool.done).toEqual([`planned droplet of ${TWO}`, 'applied', 'discarded']);
  });

  test.each([
    ['the primary', 'mysql-1', OWN, 'mysql-1 is primary: `switchover` first'],
    [
      'a plan that changes more',
      'mysql-2',
      [...OWN, 'digitalocean_droplet.site_web_nodes_web-1_77778888'],
      'more than mysql-2 would change: deploy first, or undo the change of digitalocean_droplet.site_web_nodes_web-1_77778888',
    ],
    [
      'a plan that changes the volume',
      'mysql-2',
      [...OWN, 'digitalocean_volume.site_database_Resource_data_mysql-2_99990000'],
      'the data of mysql-2 would be lost',
    ],
  ])('refuses %s', async (_, node, changed, message) => {
    const { mysql } = group();
    const tool = terraform(changed);
    await expect(replace(node, mysql, tool, () => Promise.resolve(mysql))).rejects.toThrow(message);
    expect(tool.done).not.toContain('applied');
    expect(tool.done.filter((step) => step === 'discarded')).toHaveLength(
      tool.done.filter((step) => step.startsWith('planned')).length,
    );
  });

  test('works for a node that cannot be reached: that is what it is for', async () => {
    const { mysql } = group('away');
    await expect(replace('mysql-2', mysql, terraform(OWN), () => Promise.resolve(mysql))).resolves.toMatchObject({
      plan: expect.arrayContaining([`  ${DROPLET}`]) as string[],
    });
  });

  describe('for another size', () => {
    const larger = { before: 's-2vcpu-4gb', after: 's-4vcpu-8gb' };

    test('names both sizes, and applies what it has shown', async () => {
      const { mysql } = group();
      const tool = terraform(OWN, larger);
      const operation = await resize('mysql-2', mysql, tool, () => Promise.resolve(mysql));
      expect(operation.plan[0]).toBe(
        'mysql-2 gets a new droplet of size s-4vcpu-8gb instead of s-2vcpu-4gb; its volume stays',
      );
      await operation.run(() => undefined);
      expect(tool.done).toEqual([`planned droplet of ${TWO}`, 'applied', 'discarded']);
    });

    test('is refused for the primary, before anything is planned', async () => {
      const { mysql } = group();
      const tool = terraform(OWN, larger);
      await expect(resize('mysql-1', mysql, tool, () => Promise.resolve(mysql))).rejects.toThrow(
        'mysql-1 is primary: `switchover` first',
      );
      expect(tool.done).toEqual([]);
    });

    test('is refused when no deploy has brought another size', async () => {
      const { mysql } = group();
      const tool = terraform(OWN);
      await expect(resize('mysql-2', mysql, tool, () => Promise.resolve(mysql))).rejects.toThrow(
        'mysql-2 has the size s-2vcpu-4gb already: deploy with another `size` of the database first',
      );
      expect(tool.done).toEqual([`planned droplet of ${TWO}`, 'discarded']);
    });

    test('a replacement says that it resizes, too', async () => {
      const { mysql } = group();
      const operation = await replace('mysql-2', mysql, terraform(OWN, larger), () => Promise.resolve(mysql));
      expect(operation.plan[0]).toContain('created again, of size s-4vcpu-8gb instead of s-2vcpu-4gb');
    });
  });
});
