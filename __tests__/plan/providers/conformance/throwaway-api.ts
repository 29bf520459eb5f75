/** A cloud of a few maps that accepts whatever it is sent and writes it down: what the providers send is the matter here. */
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json, JsonObject, Request } from './recordings';

type Answer = { readonly status: number; readonly body: Json };
type Maker = (body: JsonObject, id: number) => JsonObject;

const NOW = '2026-01-01T00:00:00Z';
const COUNTS = { droplets: {}, images: {}, volumes: {}, volume_snapshots: {}, databases: {} };
const done = (id: number, type: Json): JsonObject => ({ id, type, status: 'completed', completed_at: NOW });

/** By collection: the name of one in an answer, the attribute that is its address, what creation makes of a request. */
const COLLECTIONS: Readonly<Record<string, readonly [name: string, address: string, make: Maker]>> = {
  '/v2/account/keys': ['ssh_key', 'id', (body, id) => ({ ...body, id, fingerprint: 'aa:bb' })],
  '/v2/vpcs': [
    'vpc',
    'id',
    (body) => ({ description: '', default: false, created_at: NOW, ...body, id: randomUUID(), urn: 'do:vpc:x' }),
  ],
  '/v2/tags': [
    'tag',
    'name',
    (body) => ({ ...body, resources: { count: 0, ...mapValues(COUNTS, () => ({ count: 0 })) } }),
  ],
  '/v2/droplets': [
    'droplet',
    'id',
    (body, id) => ({
      ...body,
      id,
      region: { slug: body.region! },
      size: { slug: body.size!, price_hourly: 1, price_monthly: 1 },
      disk: 1,
      vcpus: 1,
      memory: 1024,
      status: 'active',
      locked: false,
      created_at: NOW,
      networks: {
        v4: [
          { type: 'public', ip_address: '203.0.113.5' },
          { type: 'private', ip_address: '10.10.10.5' },
        ],
        v6: [],
      },
      features: ['private_networking', ...['monitoring', 'ipv6'].filter((feature) => body[feature] === true)],
      volume_ids: [],
    }),
  ],
  '/v2/volumes': ['volume', 'id', (body) => ({ ...body, id: randomUUID(), region: { slug: 'nyc3' }, droplet_ids: [] })],
  '/v2/firewalls': [
    'firewall',
    'id',
    (body) => ({ ...body, id: randomUUID(), status: 'succeeded', created_at: NOW, pending_changes: [] }),
  ],
  '/v2/databases': [
    'database',
    'id',
    (body) => ({
      ...body,
      id: randomUUID(),
      status: 'online',
      storage_size_mib: 10240,
      project_id: randomUUID(),
      maintenance_window: {},
      ...connections('db'),
      metrics_endpoints: [{ host: 'db.db.test', port: 9273 }],
    }),
  ],
  '/v2/certificates': [
    'certificate',
    'id',
    ({ name, type }) => ({
      ...{ id: randomUUID(), name: name!, type: type!, state: 'verified', not_after: NOW },
      ...{ sha1_fingerprint: 'aa', dns_names: ['example.com'] },
    }),
  ],
  '/v2/domains': ['domain', 'name', (body) => ({ ...body, ttl: 1800, zone_file: null })],
  '/v2/projects': ['project', 'id', newProject],
  '/v2/monitoring/alerts': ['policy', 'uuid', (body) => ({ ...body, uuid: randomUUID() })],
  '/v2/uptime/checks': ['check', 'id', (body) => ({ ...body, id: randomUUID() })],
  '/v2/reserved_ips': ['reserved_ip', 'ip', () => ({ ip: '198.51.100.3', region: { slug: 'nyc3' }, droplet: null })],
  '/client/v4/zones': [
    'result',
    'id',
    (body) => ({
      ...{ ...body, id: hex(), status: 'active', name_servers: ['a.ns', 'b.ns'], vanity_name_servers: [] },
      ...{ activated_on: NOW, created_on: NOW, modified_on: NOW, development_mode: 0, permissions: [] },
      ...{ original_dnshost: null, original_name_servers: null, original_registrar: null },
      ...{ meta: null, plan: null, owner: { id: hex(), type: 'user' } },
    }),
  ],
  '/client/v4/certificates': [
    'result',
    'id',
    (body, id) => ({ ...body, id: String(id), certificate: 'PEM', expires_on: NOW }),
  ],
};
/** Below a zone, a database cluster, or a domain. */
const INNER_COLLECTIONS: typeof COLLECTIONS = {
  dbs: ['db', 'name', (body) => body],
  users: ['user', 'name', (body) => ({ ...body, role: 'normal', password: 'pw2' })],
  replicas: [
    'replica',
    'name',
    (body) => ({ ...body, id: randomUUID(), status: 'online', storage_size_mib: 10240, ...connections('ro') }),
  ],
  records: ['domain_record', 'id', (body, id) => ({ ttl: 1800, ...body, id })],
  alerts: ['alert', 'id', (body) => ({ ...body, id: randomUUID() })],
  dns_records: [
    'result',
    'id',
    (body) => ({ ...body, id: hex(), created_on: NOW, modified_on: NOW, proxiable: true, tags: [], settings: {} }),
  ],
  origin_tls_client_auth: ['result', 'id', (body) => ({ ...body, id: hex(), status: 'active', uploaded_on: NOW })],
};

/** A cluster's settings that nobody has set. */
const MYSQL_CONFIG = {
  backup_hour: 3,
  backup_minute: 30,
  binlog_retention_period: 600,
  connect_timeout: 10,
  default_time_zone: 'SYSTEM',
  sql_mode: 'ANSI,ERROR_FOR_DIVISION_BY_ZERO',
  wait_timeout: 28800,
};

export class ThrowawayApi {
  public requests: Request[] = [];
  private things = new Map<string, JsonObject>();
  private nextId = 1001;
  private constructor(private readonly server: Server) {}

  public static async open(): Promise<ThrowawayApi> {
    const server = createServer();
    const api = new ThrowawayApi(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const body = text ? (JSON.parse(text) as JsonObject) : undefined;
        const sent = { method: request.method!, path: request.url!, ...(body && { body }) };
        api.requests.push(sent);
        const { status, body: answer } = api.answer(sent);
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return api;
  }

  public get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public close(): void {
    this.server.close();
  }

  /** Gives what brings everything back to how it is now. */
  public snapshot(): () => void {
    const saved = structuredClone(this.things);
    return () => {
      this.things = structuredClone(saved);
    };
  }

  private answer({ method, path, body }: Request): Answer {
    const { pathname, searchParams } = new URL(path, this.address);
    if (method === 'GET' && pathname === '/v2/certificates') return this.certificatesNamed(searchParams.get('name'));
    return (
      this.zoneAnswer(method, pathname, body as JsonObject) ??
      this.databaseAnswer(method, pathname, body as JsonObject) ??
      this.projectAnswer(method, pathname, body as JsonObject) ??
      this.action(method, pathname, body as JsonObject) ??
      this.collection(method, pathname, body as JsonObject) ?? { status: 404, body: { id: 'not_found', message: path } }
    );
  }

  private certificatesNamed(name: string | null): Answer {
    const all = [...this.things].filter(([path]) => path.startsWith('/v2/certificates/')).map(([, thing]) => thing);
    return { status: 200, body: { certificates: all.filter((one) => one.name === name) } };
  }

  private zoneAnswer(method: string, path: string, body: JsonObject): Answer | undefined {
    const zone = { id: 'b'.repeat(32), name: 'foobar.com', account: { id: 'a'.repeat(32) } };
    const made = this.things.get(path);
    if ((path === '/client/v4/zones' && method === 'POST') || made?.name_servers) return undefined;
    if (path === '/client/v4/zones') return { status: 200, body: { result: [zone] } };
    if (path === '/client/v4/ips')
      return { status: 200, body: { result: { etag: 'x', ipv4_cidrs: [], ipv6_cidrs: [] } } };
    const rest = /^\/client\/v4\/zones\/[^/]+(?:\/(.+))?$/.exec(path);
    if (!rest) return undefined;
    if (!rest[1]) return { status: 200, body: { result: zone } };
    if (!rest[1].includes('settings')) return undefined;
    if (method !== 'GET')
      this.things.set(path, { id: rest[1].split('/')[1]!, editable: true, modified_on: NOW, ...body });
    return { status: 200, body: { result: this.things.get(path)! } };
  }

  /** What a database cluster has one of. */
  private databaseAnswer(method: string, path: string, body: JsonObject): Answer | undefined {
    const [, cluster, part] = /^(\/v2\/databases\/[^/]+)\/(\w+)$/.exec(path) ?? [];
    const thing = cluster === undefined ? undefined : this.things.get(cluster);
    if (!thing) return undefined;
    if (part === 'ca') return { status: 200, body: { ca: { certificate: 'Q0E=' } } };
    if (part === 'config') {
      thing.config = { ...MYSQL_CONFIG, ...(thing.config as JsonObject), ...(body?.config as JsonObject) };
      return { status: 200, body: { config: thing.config } };
    }
    if (part === 'firewall') {
      if (method === 'PUT') thing.rules = (body.rules as JsonObject[]).map((rule) => ({ ...rule, uuid: randomUUID() }));
      return { status: method === 'PUT' ? 204 : 200, body: { rules: thing.rules! } };
    }
    if (part === 'maintenance') thing.maintenance_window = body;
    else if (part === 'resize') Object.assign(thing, body);
    else return undefined;
    return { status: 204, body: null };
  }

  /** The default project, and what is in the others. */
  private projectAnswer(method: string, path: string, body: JsonObject): Answer | undefined {
    if (path === '/v2/projects/default') return { status: 200, body: { project: { id: DEFAULT_PROJECT } } };
    const [, project] = /^\/v2\/projects\/([^/]+)\/resources$/.exec(path) ?? [];
    if (project === undefined) return undefined;
    if (method === 'POST') for (const urn of body.resources as string[]) this.things.set(urn, { project });
    const own = [...this.things].filter(([urn, thing]) => urn.startsWith('do:') && thing.project === project);
    return { status: 200, body: { resources: own.map(([urn]) => ({ urn })), links: {}, meta: { total: own.length } } };
  }

  private action(method: string, path: string, body: JsonObject): Answer | undefined {
    const [, owner, id] = /^(.*)\/actions(?:\/(\d+))?$/.exec(path) ?? [];
    if (owner === undefined) return undefined;
    if (method === 'GET') return { status: 200, body: { action: done(Number(id), 'x') } };
    const thing = this.things.get(owner)!;
    const { type, droplet_id } = body;
    const attach = { droplet_ids: [droplet_id!], droplet: { id: droplet_id! } };
    if (type === 'attach' || type === 'assign') Object.assign(thing, attach);
    if (type === 'detach' || type === 'unassign') Object.assign(thing, { droplet_ids: [], droplet: null });
    if (type === 'resize' && body.size) Object.assign(thing, { size: { ...(thing.size as object), slug: body.size } });
    if (type === 'resize' && body.size_gigabytes) Object.assign(thing, { size_gigabytes: body.size_gigabytes });
    if (type === 'power_off' || type === 'shutdown') thing.status = 'off';
    if (type === 'power_on') thing.status = 'active';
    return { status: 201, body: { action: done(this.nextId++, type!) } };
  }

  private collection(method: string, path: string, body: JsonObject): Answer | undefined {
    if (/^\/v2\/tags\/[^/]+\/resources$/.test(path)) {
      const [, , , tag] = path.split('/') as [string, string, string, string];
      for (const { resource_id } of body.resources as { resource_id: string }[]) {
        const droplet = this.things.get(`/v2/droplets/${resource_id}`)!;
        droplet.tags = [...(droplet.tags as string[]), tag];
      }
      return { status: 204, body: null };
    }
    const collection = method === 'POST' ? path : path.slice(0, path.lastIndexOf('/'));
    const [name, address, make] = COLLECTIONS[collection] ?? INNER_COLLECTIONS[collection.split('/').at(-1)!] ?? [];
    if (!name || !address || !make) return undefined;
    if (method === 'POST') {
      const made = make(body, this.nextId++);
      const at = made[address] as string | number;
      this.things.set(`${path}/${at}`, made);
      return { status: 201, body: { [name]: made } };
    }
    const thing = this.things.get(path);
    if (!thing) return undefined;
    if (method === 'PUT' || method === 'PATCH') Object.assign(thing, body);
    if (method === 'DELETE') this.things.delete(path);
    return { status: 200, body: { [name]: thing } };
  }
}

function connections(name: string): JsonObject {
  const connection = (host: string) => ({
    host,
    port: 25060,
    database: 'defaultdb',
    user: 'doadmin',
    password: 'pw',
    uri: `mysql://${host}`,
  });
  return { connection: connection(`${name}.db.test`), private_connection: connection(`private-${name}.db.test`) };
}

const DEFAULT_PROJECT = randomUUID();

function newProject(body: JsonObject): JsonObject {
  const environment = (body.environment as string).replace(/^./, (letter) => letter.toUpperCase());
  const owner = { owner_id: 7, owner_uuid: randomUUID() };
  return { ...body, ...owner, id: randomUUID(), environment, is_default: false, created_at: NOW, updated_at: NOW };
}

const hex = () => randomUUID().replaceAll('-', '');

function mapValues<T>(object: object, f: () => T): Record<string, T> {
  return Object.fromEntries(Object.keys(object).map((key) => [key, f()]));
}
