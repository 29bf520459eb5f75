import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, createServer as createTcpServer, type Server as TcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { HOST, LOAD_BALANCER, PROXY, appNodesOf, type ChainOptions, type Command, type Reply } from './chain-model';

export type Handler = (request: IncomingMessage, response: ServerResponse, app: number) => void;

/** Where a client connects, and where from. */
export interface Way {
  readonly host?: string;
  readonly port?: number;
  /** The client's address. @default the proxy's */
  readonly from?: string;
}

/** HAProxy -> nginx -> service proxy -> app, with the site's configurations and the droplets' own packages; the apps are the test's. */
export class Chain {
  private readonly directory = mkdtempSync(join(tmpdir(), 'chain-'));
  private readonly pending = new Map<number, { resolve: (output: string) => void; reject: (error: Error) => void }>();
  private readonly apps: Server[] = [];
  private readonly tcpServers: TcpServer[] = [];
  private child!: ChildProcess;
  private count = 0;
  /** Requests that apps received, without health checks: `1 GET /path`. */
  public executions: string[] = [];
  /** What the apps do. */
  public handler: Handler = (_request, response) => response.end('ok\n');

  private constructor() {}

  public static async start(options: ChainOptions = {}): Promise<Chain> {
    const chain = new Chain();
    await Promise.all(appNodesOf(options).map((app) => chain.serve(app)));
    const own = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
    const program = [process.execPath, '--import', 'tsx', join(__dirname, 'chain-process.ts')];
    chain.child = spawn('unshare', [...own, ...program], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    chain.child.on('message', ({ id, output, error }: Reply) => {
      const { resolve, reject } = chain.pending.get(id)!;
      chain.pending.delete(id);
      if (error === undefined) resolve(output ?? '');
      else reject(new Error(error));
    });
    chain.child.on('close', (code) => {
      for (const { reject } of chain.pending.values()) reject(new Error(`the chain ended with ${code}`));
    });
    try {
      await chain.order({ kind: 'start', directory: chain.directory, options });
    } catch (error) {
      await chain.stop();
      throw error;
    }
    return chain;
  }

  public order(command: Command): Promise<string> {
    const id = ++this.count;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      this.child.send({ ...command, id });
    });
  }

  public async stop(): Promise<void> {
    for (const server of this.tcpServers) server.close();
    for (const app of this.apps) {
      app.closeAllConnections();
      app.close();
    }
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = new Promise((resolve) => this.child.once('exit', resolve));
      // Its namespaces, and all in them, end with it.
      this.child.kill('SIGKILL');
      await ended;
    }
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** A connection into the chain's network. */
  public connect({ host = LOAD_BALANCER, port = 443, from = PROXY }: Way = {}): Socket {
    const socket = connect({ path: join(this.directory, 'clients.sock'), allowHalfOpen: true });
    socket.write(`${host} ${port} ${from}\n`);
    return socket;
  }

  public connectTls(way: Way = {}, options: ConnectionOptions = {}): TLSSocket {
    return connectTls({ socket: this.connect(way), servername: HOST, rejectUnauthorized: false, ...options });
  }

  /** What an app does with a connection to its own port. */
  public async serveTcp(app: number, serve: (socket: Socket) => void): Promise<void> {
    const server = createTcpServer({ allowHalfOpen: true }, serve);
    this.tcpServers.push(server);
    await new Promise<void>((resolve) => server.listen(join(this.directory, `tcp-${app}.sock`), resolve));
  }

  public server(app: number): Server {
    return this.apps[app - 1]!;
  }

  private async serve(app: number): Promise<void> {
    const server = createServer(
      { keepAliveTimeout: 60_000, requestTimeout: 0, maxHeaderSize: 65_536 },
      (request, response) => {
        if (request.url === '/healthz') return void response.end('ok\n');
        this.executions.push(`${app} ${request.method} ${request.url}`);
        this.handler(request, response, app);
      },
    );
    this.apps.push(server);
    await new Promise<void>((resolve) => server.listen(join(this.directory, `app-${app}.sock`), resolve));
  }
}
