import { GuestServers } from '../../../../local-cloud/managed-mysql/guest-servers';

const PASSWORD = 'AVNS_secret';
const SOURCE = { address: '10.20.0.2', password: PASSWORD };
let told: { argv: string; input: string }[];
let answer: () => string;
const servers = new GuestServers((_, argv, input) => {
  told.push({ argv: argv.join(' '), input });
  return Promise.resolve().then(answer);
});

beforeEach(() => {
  told = [];
  answer = () => '';
});

test('no password is in a process list', async () => {
  await servers.found(1, PASSWORD, { name: 'doadmin', password: PASSWORD, role: 'primary' });
  await servers.follow(1, SOURCE, true);
  await servers.copy(1, SOURCE);
  const source = { host: 'h', port: 3306, username: 'u', password: PASSWORD, ssl: true, ignoreDbs: [] };
  await servers.copyFromSource(1, source);
  expect(told.filter(({ input }) => input.includes(PASSWORD))).toHaveLength(5);
  expect(told.map(({ argv }) => argv).join()).not.toContain(PASSWORD);
});

test('a server takes writes only when it is told who must have them', async () => {
  await servers.lead(1, 2);
  const at = (text: string) => told[0]!.input.indexOf(text);
  expect(at('wait_for_replica_count = 2')).toBeLessThan(at('source_enabled = ON'));
  expect(at('source_enabled = ON')).toBeLessThan(at('super_read_only = OFF'));
  expect(at('source_enabled = ON')).toBeGreaterThan(0);
});

test('a channel to elsewhere outlives a change of who must have a write', async () => {
  await servers.lead(1, 0);
  expect(told[0]!.input).toContain("RESET REPLICA ALL FOR CHANNEL ''");
  expect(told[0]!.input.indexOf('source_enabled = OFF')).toBeLessThan(told[0]!.input.indexOf('RESET REPLICA'));
});

test('a copy ends with the connection, as the server restarts', async () => {
  answer = () => {
    if (told.at(-1)!.input.startsWith('CLONE')) throw new Error('Lost connection');
    return '';
  };
  await expect(servers.copy(1, SOURCE)).resolves.toBeUndefined();
});

test('a server that does not answer says nothing', async () => {
  answer = () => {
    throw new Error("Can't connect");
  };
  expect(await servers.look(1)).toBeUndefined();
});

test('a server replicates when it both receives and applies', async () => {
  const raw = {
    readOnly: 1,
    executed: '',
    purged: '',
    received: '',
    source: '10.20.0.2',
    acknowledgements: 0,
    acknowledges: 1,
  };
  answer = () => JSON.stringify({ ...raw, receiving: 'ON', applying: 'ON' });
  expect(await servers.look(1)).toMatchObject({ replicating: true, readOnly: true, acknowledges: true });
  answer = () => JSON.stringify({ ...raw, receiving: 'CONNECTING', applying: 'ON' });
  expect(await servers.look(1)).toMatchObject({ replicating: false });
});
