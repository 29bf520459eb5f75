import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestCloud } from '../../local-cloud/api/cloud';
import { LOAD_PROGRAM, describePython } from '../../python';

const PROGRAM = join(__dirname, '../../../../constructs/tls/node/dns-challenge.py');
const RUN = `${LOAD_PROGRAM}program.main(*sys.argv[2:])`;

describePython('dns-challenge', () => {
  let cloud: TestCloud;
  let directory: string;

  beforeEach(async () => {
    cloud = await TestCloud.start();
    directory = mkdtempSync(join(tmpdir(), 'dns-challenge-'));
    const api = `${await cloud.listen()}/client/v4`;
    writeFileSync(join(directory, 'settings.json'), JSON.stringify({ api, propagation_seconds: 0 }));
    writeFileSync(join(directory, 'token'), `${cloud.cloud.store.issueToken('cloudflare')}\n`);
  });
  afterEach(async () => {
    await cloud.stop();
    rmSync(directory, { recursive: true });
  });

  /** As certbot runs it; gives the exit code and what it said. */
  async function hook(verb: string, domain: string, value: string): Promise<{ code: number; said: string }> {
    const env = { ...process.env, CERTBOT_DOMAIN: domain, CERTBOT_VALIDATION: value };
    const child = spawn('python3', ['-c', RUN, PROGRAM, verb, directory], { env });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    const code = await new Promise<number>((resolve) => child.once('close', resolve));
    return { code, said };
  }

  async function challenges(): Promise<string[]> {
    const zones = await cloud.ask('GET', '/client/v4/zones?name=foobar.com');
    const { id } = (zones.body as { result: { id: string }[] }).result[0]!;
    const records = await cloud.ask('GET', `/client/v4/zones/${id}/dns_records?type=TXT`);
    return (records.body as { result: { name: string; content: string }[] }).result.map(
      ({ name, content }) => `${name} ${content}`,
    );
  }

  test('adds a record in the zone that holds the name, and removes that one alone', async () => {
    expect(await hook('present', 'www.foobar.com', 'mine')).toEqual({ code: 0, said: '' });
    expect(await hook('present', 'www.foobar.com', 'of-another-node')).toEqual({ code: 0, said: '' });
    expect(await challenges()).toEqual([
      '_acme-challenge.www.foobar.com "mine"',
      '_acme-challenge.www.foobar.com "of-another-node"',
    ]);
    expect(await hook('cleanup', 'www.foobar.com', 'mine')).toEqual({ code: 0, said: '' });
    expect(await challenges()).toEqual(['_acme-challenge.www.foobar.com "of-another-node"']);
  });

  test('says which name the token cannot prove, and never the token', async () => {
    expect(await hook('present', 'www.other.example', 'mine')).toEqual({
      code: 1,
      said: 'the token may see no zone of www.other.example\n',
    });
    writeFileSync(join(directory, 'token'), 'revoked');
    const { code, said } = await hook('present', 'www.foobar.com', 'mine');
    expect(code).toBe(1);
    expect(said).toMatch(/^GET \/zones: /);
    expect(said).not.toContain('revoked');
  });
});
