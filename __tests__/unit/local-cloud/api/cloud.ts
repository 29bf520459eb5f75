import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import type { Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { Cloud } from '../../../../local-cloud/api/cloud';
import { Pace, type PaceName } from '../../../../local-cloud/api/pace';
import { createApi } from '../../../../local-cloud/api/server';
import { Store } from '../../../../local-cloud/api/store';
import { listenByTls, loopbackCertificate } from '../../../../local-cloud/api/tls';
import type { KeyAndCertificate } from '../../../../local-cloud/authority';
import { MemoryRuntime } from '../../../../local-cloud/memory-runtime';
import { PaperRuntime } from '../../../../local-cloud/paper-runtime';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Answer {
  readonly status: number;
  /** Each test knows what it asked for. */
  readonly body: any;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Both APIs in this process, over a machine where nothing runs. */
export class TestCloud {
  private address: Promise<string> | undefined;

  private constructor(
    public readonly cloud: Cloud,
    public readonly runtime: MemoryRuntime,
    private readonly api: FastifyInstance,
    private readonly directory: string,
    private readonly tokens: { readonly digitalOcean: string; readonly cloudflare: string },
  ) {}

  /** @param onPaper whether its APIs know that nothing runs. @default false */
  public static async start({
    onPaper = false,
    pace,
  }: { onPaper?: boolean; pace?: PaceName } = {}): Promise<TestCloud> {
    const directory = mkdtempSync(join(tmpdir(), 'api-'));
    const store = await Store.open(directory, 'test');
    const runtime = new MemoryRuntime();
    const machine = onPaper ? new PaperRuntime() : runtime;
    const cloud = new Cloud(store, machine, () => undefined, undefined, new Pace(pace));
    const tokens = { digitalOcean: store.issueToken('digitalocean'), cloudflare: store.issueToken('cloudflare') };
    return new TestCloud(cloud, runtime, createApi(cloud), directory, tokens);
  }

  /** Another process's cloud, on paper, over the state on disk: it has been started. */
  public async restart(): Promise<Cloud> {
    const cloud = new Cloud(await Store.open(this.directory, 'test'), new PaperRuntime(), () => undefined);
    await cloud.reconcile();
    await cloud.idle();
    cloud.databases.close();
    return cloud;
  }

  public async stop(): Promise<void> {
    this.cloud.databases.close();
    this.cloud.pace.close();
    await this.cloud.idle();
    await this.api.close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** For clients that need a real server; its address. */
  public listen(): Promise<string> {
    return (this.address ??= this.api.listen({ host: '127.0.0.1', port: 0 }));
  }

  /** The same by TLS. */
  public async listenByTls(authority: KeyAndCertificate): Promise<Server> {
    return listenByTls(this.api, await loopbackCertificate(authority), 0);
  }

  /** What DigitalOcean's API takes. */
  public get authorization() {
    return { authorization: `Bearer ${this.tokens.digitalOcean}` };
  }

  /** Asks DigitalOcean's API, Cloudflare's for a path below /client, or the local cloud's own. */
  public async ask(method: Method, url: string, body?: object, token?: string): Promise<Answer> {
    const response = await this.api.inject({
      method,
      url,
      payload: body,
      headers: { authorization: `Bearer ${token ?? this.tokenFor(url)}` },
    });
    const { statusCode: status, headers } = response;
    return { status, headers, body: response.body === '' ? undefined : response.json<unknown>() };
  }

  /** The same over a connection, with a limit in milliseconds: rejects when it is cut, and when the limit is reached. */
  public async send(method: Method, url: string, body?: object, limitMs = 10_000): Promise<Answer> {
    const response = await fetch((await this.listen()) + url, {
      method,
      body: body && JSON.stringify(body),
      headers: {
        authorization: `Bearer ${this.tokenFor(url)}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      signal: AbortSignal.timeout(limitMs),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    };
  }

  /** What Cloudflare's API answers as text. */
  public async text(url: string): Promise<string> {
    const headers = { authorization: `Bearer ${this.tokens.cloudflare}` };
    return (await this.api.inject({ method: 'GET', url, headers })).body;
  }

  /** Of an answer of DigitalOcean's API. */
  public async headers(url: string): Promise<Readonly<Record<string, unknown>>> {
    const headers = { authorization: `Bearer ${this.tokens.digitalOcean}` };
    return (await this.api.inject({ method: 'GET', url, headers })).headers;
  }

  /** Every `METHOD /path` of the APIs that may change something. */
  public async changingRoutes(): Promise<readonly string[]> {
    return (await this.routes()).filter((route) => /^(POST|PUT|PATCH|DELETE) /.test(route));
  }

  /** Every `METHOD /path` of the APIs. */
  public async routes(): Promise<readonly string[]> {
    await this.api.ready();
    const parents: string[] = [];
    return this.api
      .printRoutes({ commonPrefix: false })
      .split('\n')
      .flatMap((line) => {
        const [, indent = '', segment = '', methods = ''] = /^([^/*:a-z-]*)(\S+)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
        const depth = indent.length / 4;
        const path = (depth > 1 ? parents[depth - 1]! : '') + segment;
        parents[depth] = path;
        return methods.split(', ').flatMap((method) => (method === '' ? [] : [`${method} ${path}`]));
      });
  }

  /** Takes the state's directory away: no write succeeds until it is back. */
  public breakDisk(): void {
    renameSync(this.directory, `${this.directory}-away`);
  }

  public repairDisk(): void {
    renameSync(`${this.directory}-away`, this.directory);
  }

  /** The state as another process would find it. */
  public stateOnDisk(): unknown {
    return JSON.parse(readFileSync(join(this.directory, 'state.json'), 'utf8'));
  }

  /** The status of an answer to a request with these headers alone. */
  public async inject(method: Method, url: string, headers: Record<string, string>): Promise<number> {
    return (await this.api.inject({ method, url, headers })).statusCode;
  }

  private tokenFor(url: string): string {
    if (url.startsWith('/local')) return this.cloud.localToken;
    return url.startsWith('/client') ? this.tokens.cloudflare : this.tokens.digitalOcean;
  }

  /** A droplet that is up. */
  public async newDroplet(fields: object = {}): Promise<number> {
    const created = await this.ask('POST', '/v2/droplets', {
      name: 'web-1',
      region: 'fra1',
      size: 's-1vcpu-1gb',
      image: 'debian-13-x64',
      ...fields,
    });
    await this.cloud.idle();
    return (created.body as { droplet: { id: number } }).droplet.id;
  }
}
