/**
 * Runs in namespaces of its own for network, mounts and processes: HAProxy, nginx and the service proxies with the
 * configurations of the site, on loopback. The test in the parent process reaches them, and they its apps, through sockets in a directory.
 */
import type { ChildProcess } from 'node:child_process';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { Root } from '../../../bench/root';
import { EDGE_ADDRESS } from '../../../local-cloud/addresses';
import { run } from '../../../host/run';
import { imageOf } from '../../../local-cloud/image/build';
import { Edge } from '../../../local-cloud/network/edge';
import { EdgeCertificates } from '../../../local-cloud/network/edge-certificates';
import { serveResolver } from '../../../local-cloud/network/resolver';
import { readSettings } from '../../../local-cloud/settings';
import { until } from '../../../host/until';
import { chainFiles } from './chain-files';
import {
  HAPROXY_LOG,
  HOST,
  LOAD_BALANCER,
  NGINX_LOG,
  PROXY,
  VISITOR,
  VISITORS_V6,
  appAddress,
  appNodesOf,
  webAddress,
  type ChainOptions,
  type Command,
} from './chain-model';

const APP_PORT = 8000;
const daemons = new Map<string, ChildProcess>();
const doors = new Map<number, { readonly server: Server; readonly callers: Set<Socket> }>();
let root: Root;
let directory: string;

/** Ends of one side, and its end by an error, reach the other side. */
function joinSockets(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on('error', () => (to.remoteAddress === undefined ? to.destroy() : to.resetAndDestroy()));
    from.on('close', () => to.destroySoon());
    from.pipe(to);
  }
}

/** A socket in the directory; its first line says where to connect: `HOST PORT FROM`. */
function serveClients(): void {
  createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => {
    client.once('data', (first: Buffer) => {
      const end = first.indexOf('\n');
      const [host, port, localAddress] = first.subarray(0, end).toString().split(' ');
      const rest = first.subarray(end + 1);
      client.pause();
      if (rest.length > 0) client.unshift(rest);
      joinSockets(client, connect({ host: host!, port: Number(port), localAddress, allowHalfOpen: true }));
    });
    client.resume();
  }).listen(join(directory, 'clients.sock'));
}

/** Port of an app server, behind which the test's own app is. */
function openDoor(app: number): Promise<void> {
  return open(app, APP_PORT, `app-${app}.sock`);
}

async function open(app: number, port: number, socket: string): Promise<void> {
  const callers = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (caller) => {
    callers.add(caller);
    caller.on('close', () => callers.delete(caller));
    const target = connect({ path: join(directory, socket), allowHalfOpen: true });
    joinSockets(caller, target);
  });
  await new Promise<void>((resolve) => server.listen(port, appAddress(app), resolve));
  if (port === APP_PORT) doors.set(app, { server, callers });
}

async function serveNames({ nodes = 2, apps = [], ...options }: ChainOptions): Promise<void> {
  const edge = { ssl: 'strict', minTlsVersion: '1.2', alwaysUseHttps: true, originPull: null, hsts: null } as const;
  const record = (name: string, content: string) =>
    ({ type: 'A', name: `${name}.int.foobar.com`, content, ttl: 60, proxied: false }) as const;
  const records = [
    ...Array.from({ length: nodes }, (_, i) => record('web', webAddress(i + 1))),
    ...appNodesOf({ nodes, ...options }).map((i) => record('app', appAddress(i))),
    ...apps.map(({ name, server }) => record(name, appAddress(server))),
  ];
  await serveResolver('127.0.0.1', () => ({
    ...{ vpcs: [], droplets: [], firewalls: [], reservedIps: [] },
    ...{ zones: [{ name: 'foobar.com', records, edge }], originCa: '' },
  }));
}

function daemon(name: string, ...argv: readonly string[]): void {
  const child = root.spawn(...argv);
  child.stderr.on(
    'data',
    (text: Buffer) => process.env.CHAIN_VERBOSE && process.stderr.write(`${name}: ${text.toString()}`),
  );
  daemons.set(name, child);
}

async function start(options: ChainOptions): Promise<void> {
  const nodes = options.nodes ?? 2;
  await run('ip', ['link', 'set', 'lo', 'up']);
  for (const address of [VISITOR, PROXY]) await run('ip', ['address', 'add', `${address}/32`, 'dev', 'lo']);
  for (const address of VISITORS_V6) await run('ip', ['address', 'add', `${address}/128`, 'dev', 'lo', 'nodad']);
  root = await Root.install(imageOf(readSettings()), ['haproxy', 'nginx', 'nftables', 'socat']);
  root.write(await chainFiles(root.scratch, options));
  await serveNames(options);
  serveClients();
  daemon('log', 'socat', '-u', 'UNIX-RECV:/dev/log,mode=666', `OPEN:${NGINX_LOG},creat,append`);
  daemon('haproxy-log', 'socat', '-u', 'UNIX-RECV:/var/lib/haproxy/log,mode=666', `OPEN:${HAPROXY_LOG},creat,append`);
  for (const i of appNodesOf(options)) {
    await openDoor(i);
    if (options.tcpPort !== undefined) await open(i, options.tcpPort, `tcp-${i}.sock`);
    if (!options.colocated) daemon(`app-proxy-${i}`, 'haproxy', '-W', '-db', '-f', `/etc/haproxy/app-${i}.cfg`);
  }
  for (let i = 1; i <= nodes; i++) {
    if (options.withoutWebServers) break;
    const proxy = ['-f', `/etc/haproxy/service-${i}.cfg`, '-f', `/etc/haproxy/services-${i}.cfg`];
    if (!options.colocated) daemon(`service-proxy-${i}`, 'haproxy', '-W', '-db', ...proxy);
    const nginx = ['nginx', '-g', 'daemon off;', '-c', `/etc/nginx/nginx-${i}.conf`];
    await root.run(...nginx, '-t');
    daemon(`nginx-${i}`, ...nginx);
  }
  const files = ['-f', '/etc/haproxy/limits.cfg', '-f', '/etc/haproxy/haproxy.cfg'];
  await root.run('haproxy', '-c', ...files);
  daemon('haproxy', 'haproxy', '-W', '-db', ...files);
  await startEdge();
  await until(() => allUp(options), 20, 'all servers are up');
}

/** In front of the load balancer, as Cloudflare is. */
async function startEdge(): Promise<void> {
  await run('ip', ['address', 'add', `${EDGE_ADDRESS}/32`, 'dev', 'lo']);
  const settings = { ssl: 'full', minTlsVersion: '1.2', alwaysUseHttps: true, originPull: null, hsts: null } as const;
  const record = { type: 'A', name: HOST, content: LOAD_BALANCER, ttl: 60, proxied: true } as const;
  const state = {
    ...{ vpcs: [], droplets: [], firewalls: [], reservedIps: [] },
    ...{ zones: [{ name: 'foobar.com', records: [record], edge: settings }], originCa: '' },
  };
  await new Edge(() => state, await EdgeCertificates.open(root.scratch)).listen();
}

async function ask(socket: string, command: string): Promise<string> {
  return root.run('sh', '-c', `echo '${command}' | socat -t 2 - UNIX-CONNECT:${socket} 2>/dev/null || :`);
}

/** Every server that has an address passes its checks, in all proxies. */
async function allUp({ nodes = 2, apps, ...options }: ChainOptions): Promise<boolean> {
  const isServer = new RegExp(`^(web|app${(apps ?? []).map(({ name }) => `|${name}`).join('')}),[a-z]+-\\d+,`);
  const sockets = ['/run/haproxy/admin.sock'];
  for (const name of daemons.keys())
    if (name.startsWith('service-proxy-'))
      sockets.push(`/run/haproxy/${name.replace('service-proxy', 'service')}.sock`);
  const states = await Promise.all(sockets.map((socket) => ask(socket, 'show stat')));
  return states.every((text) => {
    const servers = text.split('\n').filter((line) => isServer.test(line));
    const wanted = text.includes('\nweb,') ? nodes : (apps?.length ?? appNodesOf({ nodes, ...options }).length);
    return servers.filter((line) => line.split(',')[17] === 'UP').length === wanted;
  });
}

const actions: {
  readonly [Kind in Command['kind']]: (command: Extract<Command, { kind: Kind }>) => Promise<string | void>;
} = {
  start: (command) => {
    directory = command.directory;
    return start(command.options);
  },
  signal: async ({ daemon: name, signal }) => {
    const child = daemons.get(name);
    if (!child) throw new Error(`no daemon ${name}`);
    child.kill(signal);
    await Promise.resolve();
  },
  run: ({ argv }) => root.run(...argv),
  refuse: ({ app }) =>
    new Promise((resolve) => {
      const { server, callers } = doors.get(app)!;
      server.close(() => resolve());
      // What is idle would last as long as HAProxy keeps it.
      for (const caller of callers) caller.destroy();
    }),
  accept: ({ app }) => openDoor(app),
  cut: async ({ web }) => {
    const rule = `ip saddr ${webAddress(web)} tcp dport ${APP_PORT} drop`;
    await run('nft', [`table inet cut_${web} { chain output { type filter hook output priority 0; ${rule}; }; }`]);
  },
  restore: async ({ web }) => void (await run('nft', ['delete', 'table', 'inet', `cut_${web}`])),
};

process.on('message', ({ id, ...command }: Command & { readonly id: number }) => {
  const action = actions[command.kind] as (one: Command) => Promise<string | void>;
  action(command).then(
    (output) => process.send!({ id, output }),
    (error: Error) => {
      // Jest shows the end of a long message alone.
      process.stderr.write(`${error.message}\n`);
      process.send!({ id, error: error.message });
    },
  );
});
process.on('disconnect', () => process.exit());
