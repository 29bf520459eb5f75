import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { INTERNET_ADDRESS, METADATA_ADDRESS, RESERVED_RANGE, RESOLVER_ADDRESS } from '../addresses';
import { addNamespace, inNamespace, namespaceExists } from '../host/netns';
import { startDetached } from '../host/processes';
import { run } from '../../host/run';
import { printInternet } from '../internet/access';
import type { NetworkState } from '../runtime';
import type { Settings } from '../settings';
import { outsideNamespace } from './outside';
import { plugOutside } from './plug-outside';
import { renderPacketFilter, renderReservedIps, reservedAnchors } from './render-packet-filter';
import { EMPTY_NETWORK, routerFiles } from './router-files';
import { feed } from './state-feed';
import { ANCHOR_GATEWAY, PUBLIC_GATEWAY, gatewayOf } from './topology';

/** A process of the network; it answers HTTP at its socket as soon as it serves. */
interface Service {
  readonly program: string;
  /** @default the host's own */
  readonly namespace?: string;
  readonly socket: string;
  readonly log: string;
}

/** The run's router: a network namespace, its packet filter, the namespaces outside of the cloud, and the processes of services inside. */
export class Router {
  private readonly files: ReturnType<typeof routerFiles>;
  private readonly services: readonly Service[];
  private applied: NetworkState = EMPTY_NETWORK;
  private vpcs = '';
  /** What the kernel has, as far as this process loaded it. */
  private filterBesideReserved: string | undefined;
  private queue: Promise<void> = Promise.resolve();

  public constructor(private readonly settings: Settings) {
    this.files = routerFiles(settings.stateDir);
    const { router, edge, internet, visitorProxy, adminProxy } = this.files;
    const { run: name } = settings;
    this.services = [
      { program: 'router-process.ts', namespace: name, ...router },
      { program: 'edge-process.ts', namespace: outsideNamespace(name, 'edge'), ...edge },
      { program: 'proxy-process.ts', namespace: outsideNamespace(name, 'visitors'), ...visitorProxy },
      { program: 'proxy-process.ts', namespace: outsideNamespace(name, 'admins'), ...adminProxy },
      ...(settings.internet === 'off' ? [] : [{ program: '../internet/internet-process.ts', ...internet }]),
    ];
    if (existsSync(this.files.state)) this.applied = JSON.parse(readFileSync(this.files.state, 'utf8')) as NetworkState;
  }

  /** Idempotent: takes up namespaces and processes that are there. */
  public async up(): Promise<void> {
    const { run: name } = this.settings;
    if (!(await namespaceExists(name))) await addNamespace(name);
    const own = [METADATA_ADDRESS, INTERNET_ADDRESS, RESOLVER_ADDRESS, PUBLIC_GATEWAY, ANCHOR_GATEWAY];
    // What leaves the cloud is refused at once rather than lost in silence.
    await inNamespace(
      name,
      `ip link set lo up
      ${own.map((address) => `ip addr replace ${address}/32 dev lo`).join('\n')}
      sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 \\
        net.ipv6.conf.all.disable_ipv6=1 net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.default.send_redirects=0
      ip route replace unreachable default metric 4096
      # for droplets, who look for a reserved IP on their own cable: the router answers for what it has a route to
      ip route replace ${RESERVED_RANGE} dev lo`,
    );
    await plugOutside(name);
    await Promise.all(this.services.map((service) => this.keepRunning(service)));
  }

  /** Routing, packet filter, reserved IPs, names and edge as `state` says. Calls take effect in their order. */
  public apply(state: NetworkState): Promise<void> {
    const done = this.queue.then(() => this.applyNow(state));
    this.queue = done.catch(() => undefined);
    return done;
  }

  private async applyNow(state: NetworkState): Promise<void> {
    const text = JSON.stringify(state);
    const vpcs = state.vpcs.map((vpc) => gatewayOf(vpc.cidr).address);
    if (vpcs.join() !== this.vpcs) {
      await inNamespace(
        this.settings.run,
        vpcs.map((address) => `ip addr replace ${address}/32 dev lo`).join('\n') || 'true',
      );
      this.vpcs = vpcs.join();
    }
    await Promise.all([
      this.filter(state),
      // Not synced to disk: after a crash of the machine the API's store makes it anew.
      writeFileAtomic(this.files.state, text, { mode: 0o600, fsync: false }),
      ...[this.files.router, this.files.edge].map(({ socket }) => feed(socket, 'PUT', text)),
    ]);
    this.applied = state;
  }

  /** Loads the packet filter; then forgets flows to moved reserved IPs, which would hang at the former holder. */
  private async filter(state: NetworkState): Promise<void> {
    const rest = renderPacketFilter({ ...state, reservedIps: [] });
    const rules = rest === this.filterBesideReserved ? renderReservedIps(state) : renderPacketFilter(state);
    const now = new Map(reservedAnchors(state).map(({ ip, anchor }) => [ip, anchor]));
    const left = reservedAnchors(this.applied).filter(({ ip, anchor }) => now.get(ip) !== anchor);
    // Those to the former holder alone: the new one may have begun some. conntrack fails when it finds none, which is as good.
    const forget = left.map(
      ({ ip, anchor }) => `conntrack -D --orig-dst ${ip} --reply-src ${anchor} >/dev/null 2>&1 || :`,
    );
    const script = ['nft -f -', ...forget].join('\n');
    await run('nsenter', [`--net=/run/netns/${this.settings.run}`, 'sh', '-euc', script], { input: rules });
    this.filterBesideReserved = rest;
  }

  private async keepRunning({ program, namespace, socket, log }: Service): Promise<void> {
    const answers = () =>
      feed(socket, 'HEAD').then(
        () => true,
        () => false,
      );
    if (await answers()) return;
    const command = [process.execPath, '--import', 'tsx', join(__dirname, program), this.settings.stateDir, socket];
    const [first, ...rest] = namespace === undefined ? command : ['ip', 'netns', 'exec', namespace, ...command];
    const env = { ...process.env, LOCAL_CLOUD_INTERNET: printInternet(this.settings.internet) };
    const child = startDetached(first!, rest, { log, cwd: join(__dirname, '../..'), env });
    const ended = new Promise<never>((_, reject) =>
      child.once('exit', (code) => reject(new Error(`${program} ended with ${code}: see ${log}`))),
    );
    ended.catch(() => undefined);
    const deadline = Date.now() + 20_000;
    while (!(await Promise.race([answers(), ended]))) {
      if (Date.now() > deadline) throw new Error(`${program} does not answer: see ${log}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
