import type { Nodes } from '../../../../cli/site-nodes';

interface Posted {
  readonly id?: string;
  readonly matchers: readonly { readonly name: string; readonly value: string }[];
  readonly startsAt: string;
  readonly endsAt: string;
  readonly createdBy: string;
}

/** Monitoring droplets whose Alertmanagers share their silences; `dead` ones do not answer. */
export class FakeAlertmanagers implements Nodes {
  public readonly log: string[] = [];
  private readonly stored = new Map<string, { createdBy: string; active: boolean }>();

  public constructor(
    private readonly watchers: readonly string[],
    private dead: readonly string[] = [],
  ) {}

  public tier(tier: string): readonly string[] {
    return tier === 'monitoring' ? this.watchers : [`${tier}-1`];
  }

  public die(): void {
    this.dead = this.watchers;
  }

  public on(node: string, command: string, input?: string): Promise<string> {
    if (this.dead.includes(node)) return Promise.reject(new Error(`ssh ended with 255:\nssh: ${node} timed out`));
    const [, method, id] = /-X (\w+) .*:9093\/api\/v2\/silences?(?:\/(\S+))?$/.exec(command)!;
    if (method === 'DELETE') {
      this.stored.get(id!)!.active = false;
      this.log.push(`${node} ends ${id}`);
      return Promise.resolve('');
    }
    if (method === 'GET') return Promise.resolve(this.list());
    return Promise.resolve(JSON.stringify({ silenceID: this.keep(node, JSON.parse(input!) as Posted) }));
  }

  public get active(): number {
    return [...this.stored.values()].filter(({ active }) => active).length;
  }

  private list(): string {
    const all = [...this.stored].map(([id, { createdBy, active }]) => ({
      id,
      createdBy,
      status: { state: active ? 'active' : 'expired' },
    }));
    return JSON.stringify(all);
  }

  /** What has another beginning is another silence: the former one ends. */
  private keep(node: string, posted: Posted): string {
    if (posted.id) this.stored.get(posted.id)!.active = false;
    const id = `silence-${this.stored.size + 1}`;
    this.stored.set(id, { createdBy: posted.createdBy, active: true });
    const seconds = (Date.parse(posted.endsAt) - Date.parse(posted.startsAt)) / 1000;
    const matchers = posted.matchers.map(({ name, value }) => `${name}=${value}`).join(' ');
    this.log.push(`${node} keeps ${matchers} silent for ${Math.round(seconds)} s by ${posted.createdBy}`);
    return id;
  }
}
