import type { MigrationSource, MysqlServers, ServerLook, Source } from './servers';

const FRESH: ServerLook = {
  readOnly: true,
  executed: '',
  purged: '',
  received: '',
  source: null,
  replicating: false,
  acknowledgements: 0,
  acknowledges: false,
};

/** Servers that only say what a real one would: for plans, and for tests of the controller. */
export class MemoryServers implements MysqlServers {
  /** Every verb, such as `lead 100000101`, in order. */
  public readonly calls: string[] = [];
  private readonly looks = new Map<number, ServerLook>();

  /** @param isOn whether a node has power: without it, its server does not answer */
  public constructor(private readonly isOn: (node: number) => boolean) {}

  public look(node: number): Promise<ServerLook | undefined> {
    return Promise.resolve(this.isOn(node) ? this.lookNow(node) : undefined);
  }

  /** What a test wants a server to say. */
  public say(node: number, look: Partial<ServerLook>): void {
    this.looks.set(node, { ...this.lookNow(node), ...look });
  }

  public found = (node: number) => this.record(node, 'found', {});
  public lead = (node: number, acknowledgements: number) =>
    this.record(node, 'lead', { readOnly: false, source: null, replicating: false, acknowledgements });
  public follow = (node: number, { address }: Source, acknowledges: boolean) =>
    this.record(node, 'follow', { readOnly: true, source: address, replicating: true, acknowledges });
  public copy = (node: number) => this.record(node, 'copy', FRESH);
  public catchUp = (node: number) => this.record(node, 'catchUp', {});
  public copyFromSource = (node: number, { host }: MigrationSource) =>
    this.record(node, `copyFromSource ${host}`, { readOnly: false });
  public whyNotFollowing = () => Promise.resolve('');
  public forgetSource = (node: number) => this.record(node, 'forgetSource', { readOnly: false });
  public configure = (node: number) => this.record(node, 'configure', {});
  public putUser = (node: number, { name }: { name: string }) => this.record(node, `putUser ${name}`, {});
  public dropUser = (node: number, name: string) => this.record(node, `dropUser ${name}`, {});
  public createDatabase = (node: number, name: string) => this.record(node, `createDatabase ${name}`, {});
  public dropDatabase = (node: number, name: string) => this.record(node, `dropDatabase ${name}`, {});

  private lookNow(node: number): ServerLook {
    return this.looks.get(node) ?? FRESH;
  }

  private record(node: number, verb: string, look: Partial<ServerLook>): Promise<void> {
    this.calls.push(`${verb} ${node}`);
    this.say(node, look);
    return Promise.resolve();
  }
}
