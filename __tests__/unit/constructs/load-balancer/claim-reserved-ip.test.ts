import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../../../host/until';
import { LOAD_PROGRAM, describePython, python } from '../../python';

const PROGRAM = join(__dirname, '../../../../constructs/load-balancer/node/claim-reserved-ip.py');
/** Adverts of another master are heard while there is a file. */
const RUN = `${LOAD_PROGRAM}
program.hears_another_master = lambda: (time.sleep(0.05), os.path.exists(sys.argv[2]))[1]
program.ALL_LEAVE_AFTER = 0.3
program.tell_systemd = lambda text: open(sys.argv[4] + "/pinged", "w").close()
program.main(*sys.argv[3:])`;
const TOKEN = 'token-of-the-test';
const SELF = 7;

/** DigitalOcean's reserved IP API and the metadata service, as one droplet sees them. */
class FakeCloud {
  public holder: number | null = null;
  /** Where its HAProxy is asked whether it works; by default nobody answers there. */
  public holderAddress = '127.0.0.2';
  public readonly assigned: number[] = [];
  /** Answers to give before working, oldest first. */
  public readonly failures: number[] = [];
  /** How often an action is asked for before it is completed. */
  public polls = 0;
  public readonly asked: string[] = [];
  /** Whether this address, taken for another load balancer, is in rotation. */
  public inRotation = true;
  private readonly server: Server = createServer((request, response) => {
    void this.answer(request).then(([status, body]) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });

  public async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  public close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  public get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  public get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  private async answer(request: IncomingMessage): Promise<[number, unknown]> {
    if (request.url === '/id') return [200, SELF];
    if (request.url === '/in-rotation') return [this.inRotation ? 200 : 404, ''];
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return [401, {}];
    this.asked.push(request.method!);
    const failure = this.failures.shift();
    if (failure) return [failure, {}];
    if (request.method === 'POST') {
      const chunks = (await request.toArray()) as Buffer[];
      const { droplet_id } = JSON.parse(Buffer.concat(chunks).toString()) as { droplet_id: number };
      this.assigned.push(droplet_id);
      return [201, { action: this.action(droplet_id) }];
    }
    if (request.url!.includes('/actions/')) return [200, { action: this.action(this.assigned.at(-1)!) }];
    const networks = { v4: [{ ip_address: this.holderAddress, type: 'private' }] };
    return [200, { reserved_ip: { ip: '203.0.113.5', droplet: this.holder && { id: this.holder, networks } } }];
  }

  private action(droplet: number) {
    if (this.polls-- > 0) return { id: 1, status: 'in-progress' };
    this.holder = droplet;
    return { id: 1, status: 'completed' };
  }
}

describePython('the claim of the reserved IP', () => {
  let cloud: FakeCloud;
  let directory: string;

  beforeEach(async () => {
    cloud = new FakeCloud();
    await cloud.listen();
    directory = mkdtempSync(join(tmpdir(), 'claim-'));
    writeFileSync(
      join(directory, 'settings.json'),
      JSON.stringify({ api: cloud.url, ip: '203.0.113.5', peer_port: cloud.port }),
    );
    writeFileSync(join(directory, 'token'), `${TOKEN}\n`);
  });

  afterEach(() => {
    cloud.close();
    rmSync(directory, { recursive: true });
  });

  function start(state: string, command = 'claim', metadata = 'id') {
    const stateFile = join(directory, 'state');
    writeFileSync(stateFile, state);
    return spawn('python3', [
      '-c',
      RUN,
      PROGRAM,
      join(directory, 'heard'),
      command,
      directory,
      stateFile,
      join(directory, 'became'),
      join(directory, 'aside'),
      `${cloud.url}/${metadata}`,
      join(directory, 'droplet-id'),
      join(directory, 'peers'),
    ]);
  }

  /** Runs the program to its end; what it says. */
  function claim(...how: Parameters<typeof start>): Promise<string> {
    const child = start(...how);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    return new Promise((resolve, reject) =>
      child.on('close', (code) => (code === 0 ? resolve(said) : reject(new Error(`exit ${code}: ${said}`)))),
    );
  }

  test('takes the address from another droplet and verifies that it came', async () => {
    cloud.holder = 8;
    expect(await claim('MASTER')).toContain('203.0.113.5: held');
    expect(cloud.assigned).toEqual([SELF]);
  });

  test('asks the metadata service once: a failover waits for nobody but the API', async () => {
    cloud.holder = 8;
    await claim('MASTER');
    cloud.holder = 8;
    expect(await claim('MASTER', 'claim', 'gone')).toContain('held');
    expect(cloud.assigned).toEqual([SELF, SELF]);
  });

  test('asks for nothing when it has the address', async () => {
    cloud.holder = SELF;
    await claim('MASTER');
    expect(cloud.assigned).toEqual([]);
  });

  test('assigns before it asks when the node has just become master: a slow API is waited for once', async () => {
    cloud.holder = 8;
    writeFileSync(join(directory, 'became'), '');
    expect(await claim('MASTER')).toContain('held');
    expect(cloud.asked).toEqual(['POST', 'GET']);
    await claim('MASTER');
    expect(cloud.asked).toEqual(['POST', 'GET', 'GET']);
  });

  test('one that is ended before the API has done it leaves the next one as much: it assigns before it asks, too', async () => {
    cloud.holder = 8;
    cloud.polls = Infinity;
    writeFileSync(join(directory, 'became'), '');
    const ended = start('MASTER');
    await until(() => cloud.asked.includes('POST'), 10, 'it has asked for the address');
    ended.kill();
    await once(ended, 'close');
    cloud.polls = 0;
    cloud.asked.length = 0;
    expect(await claim('MASTER')).toContain('held');
    expect(cloud.asked).toEqual(['POST', 'GET']);
  });

  describe('when another load balancer has the address and works', () => {
    beforeEach(() => {
      cloud.holder = 8;
      cloud.holderAddress = '127.0.0.1';
    });
    const aside = () => readFileSync(join(directory, 'aside'), 'utf8').trim();
    const steppedAside = async () => {
      // The directory goes with a test that failed.
      while (existsSync(directory) && (!existsSync(join(directory, 'aside')) || aside() !== '1'))
        await new Promise((next) => setTimeout(next, 20));
    };

    test('steps aside until that one is heard to be master, and takes nothing', async () => {
      const claiming = claim('MASTER');
      await steppedAside();
      writeFileSync(join(directory, 'heard'), '');
      expect(await claiming).toContain('203.0.113.5 is at 127.0.0.1, which works: stepping aside');
      expect(aside()).toBe('0');
      expect(cloud.assigned).toEqual([]);
    });

    test('comes back when that one has failed', async () => {
      const claiming = claim('MASTER');
      await steppedAside();
      cloud.close();
      await claiming;
      expect(aside()).toBe('0');
    });

    test('takes the address all the same when it has become master: nobody is heard then', async () => {
      writeFileSync(join(directory, 'became'), '');
      expect(await claim('MASTER')).toContain('held');
    });
  });

  describe('as a service', () => {
    let service: ReturnType<typeof start> | undefined;
    afterEach(async () => {
      service?.kill('SIGKILL');
      if (service) await once(service, 'close');
    });
    const begin = (state: string) => (service = start(state, 'follow'));
    const become = (state: string) => writeFileSync(join(directory, 'state'), state);
    const hasAsked = () => until(() => cloud.asked.length > 0, 10, 'it has asked');
    /** Its first look is over: signals are taken from then on. */
    const waits = () => until(() => existsSync(join(directory, 'pinged')), 10, 'it waits');

    test('claims at once when the node becomes master', async () => {
      cloud.holder = 8;
      const { pid } = begin('BACKUP');
      await waits();
      expect(cloud.asked).toEqual([]);
      become('MASTER');
      writeFileSync(join(directory, 'became'), '');
      process.kill(pid!, 'SIGHUP');
      await until(() => cloud.holder === SELF, 3, 'the address is here');
    });

    test('ends a claim that waits for the API when the node becomes master again', async () => {
      cloud.holder = 8;
      cloud.polls = Infinity;
      const { pid } = begin('MASTER');
      await hasAsked();
      cloud.polls = 0;
      become('MASTER');
      writeFileSync(join(directory, 'became'), '');
      process.kill(pid!, 'SIGHUP');
      await until(() => cloud.holder === SELF, 3, 'the address is here');
      expect(cloud.assigned).toContain(SELF);
    });

    test('looks again when it has met another master', async () => {
      cloud.holder = SELF;
      const { pid } = begin('MASTER');
      await hasAsked();
      cloud.holder = 8;
      process.kill(pid!, 'SIGUSR1');
      await until(() => cloud.holder === SELF, 3, 'the address is here');
      expect(cloud.assigned).toContain(SELF);
    });
  });

  test('asks for nothing as a backup', async () => {
    await claim('BACKUP');
    expect(cloud.assigned).toEqual([]);
  });

  test('waits until the action is completed before it asks again', async () => {
    cloud.polls = 2;
    expect(await claim('MASTER')).toContain('held');
    expect(cloud.assigned).toEqual([SELF]);
  });

  test('tries again after errors and pending events, and keeps the token out of its log', async () => {
    cloud.failures.push(503, 429, 422);
    const log = await claim('MASTER');
    expect(log).toContain('GET /v2/reserved_ips/203.0.113.5: 503');
    expect(log).toContain('held');
    expect(log).not.toContain(TOKEN);
  });

  test.each([
    ['nobody', null],
    ['here', SELF],
    ['elsewhere', 8],
  ])('says that the address is %s', async (where, holder) => {
    cloud.holder = holder;
    expect((await claim('BACKUP', 'holder')).trim()).toBe(where);
    expect(cloud.assigned).toEqual([]);
  });

  test('says nothing of the address when the API does not', async () => {
    cloud.failures.push(500);
    await expect(claim('BACKUP', 'holder')).rejects.toThrow('exit 1: GET /v2/reserved_ips/203.0.113.5: 500');
  });

  test('waits until another node has the address', async () => {
    cloud.holder = SELF;
    const released = claim('FAULT', 'released');
    setTimeout(() => (cloud.holder = 8), 500);
    await expect(released).resolves.toBe('');
  });

  describe('when this one leaves and another one', () => {
    beforeEach(() => {
      cloud.holder = SELF;
      writeFileSync(join(directory, 'peers'), JSON.stringify({ '127.0.0.1': 0 }));
    });

    test('is in rotation, waits for it', async () => {
      const released = claim('FAULT', 'released');
      setTimeout(() => (cloud.holder = 8), 1000);
      await expect(released).resolves.toBe('');
    });

    test('leaves, too, does not wait for it: a whole site is being destroyed', async () => {
      cloud.inRotation = false;
      await expect(claim('FAULT', 'released')).rejects.toThrow(
        'exit 1: all other load balancers are gone or leave, too',
      );
    });
  });
});

describePython("a packet of VRRP's protocol", () => {
  const advert = { source: '10.20.0.3', ttl: 255, priority: 150, type: 0x31 };
  test.each([
    ['of a peer that is master', {}, true],
    ['of another node of the network, of whatever priority', { source: '10.20.0.9', priority: 255 }, false],
    ['of a peer, by way of the VPC’s router', { ttl: 254 }, true],
    ['of a peer that says goodbye', { priority: 0 }, false],
    ['of another version', { type: 0x21 }, false],
  ])('%s: heard as a master', (_, change, heard) => {
    const { source, ttl, priority, type } = { ...advert, ...change };
    const packet = `bytes([0x45] + [0] * 7 + [${ttl}] + [0] * 11 + [${type}, 51, ${priority}, 1, 0, 20, 0, 0])`;
    const code = `print(json.dumps(program.is_masters_advert(${packet}, "${source}", {"10.20.0.3": 1.0})))`;
    expect(python(PROGRAM, code)).toBe(heard);
  });

  test.each(['b""', 'b"E" * 20', 'bytes([0x4f] + [255] * 20)'])('%s, which is cut short, is none', (packet) => {
    const code = `print(json.dumps(program.is_masters_advert(${packet}, "10.20.0.3", {"10.20.0.3": 1.0})))`;
    expect(python(PROGRAM, code)).toBe(false);
  });
});
