import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cgroups } from '../host/cgroup';
import { claimStateDir, takeLock } from '../host/lock';
import { deleteNamespace, inNamespace, namespacesOf } from '../host/netns';
import { startDetached } from '../host/processes';
import { run } from '../../host/run';
import { untilFound } from '../../host/until';
import { allowWatchers } from '../host/watchers';
import { closeCache, imageExists, imageOf } from '../image/build';
import { endInternetProcess } from '../internet/end-process';
import { guestFiles, writeGuestFiles } from '../internet/guest-files';
import { hostConfiguration } from '../internet/host-configuration';
import { GuestServers } from '../managed-mysql/guest-servers';
import { forwardPort, type PortForward } from '../network/port-forward';
import { OUTSIDERS } from '../network/outside';
import { Router } from '../network/router';
import { routerFiles } from '../network/router-files';
import { gatewayOf, placeOf } from '../network/topology';
import type { DropletSpec, DropletStatus, NetworkState, Runtime, VolumeSpec } from '../runtime';
import type { Settings } from '../settings';
import { spacesFiles, startSpaces } from '../spaces/spaces';
import { Guest } from './guest';
import { renderMend, renderSupervisor, type SupervisorModel } from './render-supervisor';
import { VolumeFiles, readAttached, writeAttached } from './volumes';

/** A database may take three minutes; nobody cuts its power before that. */
const SHUTDOWN_TIMEOUT = 600_000;
const START_TIMEOUT = 20_000;
/** systemd's real-time signals for its init: poweroff.target and reboot.target. Node knows them by number only. */
const SIGRTMIN_PLUS_4 = 38;
const SIGRTMIN_PLUS_5 = 39;

/**
 * Droplets as systemd-nspawn containers on this machine. Needs root; `host/packages.ts` says what else. A droplet's disk outlives
 * `down`. Sizes are not enforced: a droplet sees the machine's memory, processors and free space. Root in a droplet is close
 * to root on the machine (no user namespace): boot only user-data that you would run here yourself. A cut cable is whole again
 * after a boot.
 */
export class HostRuntime implements Runtime {
  public readonly hasMachines = true;
  public readonly mysql = new GuestServers((node, argv, input) => this.exec(node, argv, input));
  private readonly router: Router;
  private readonly cgroups: Cgroups;
  private readonly volumes: VolumeFiles;
  private network: NetworkState | undefined;
  private ports: PortForward[] | undefined;
  private release: (() => void) | undefined;

  public constructor(private readonly settings: Settings) {
    this.router = new Router(settings);
    this.cgroups = new Cgroups(settings.run);
    this.volumes = new VolumeFiles(join(settings.stateDir, 'volumes'));
  }

  public async up(): Promise<void> {
    if (!imageExists(this.settings)) throw new Error('there is no guest image yet: buildImage makes it');
    allowWatchers();
    closeCache(this.settings);
    claimStateDir(this.settings);
    this.release ??= takeLock(join(this.settings.stateDir, 'lock'));
    await this.router.up();
    await startSpaces(this.settings);
    const files = routerFiles(this.settings.stateDir);
    this.ports ??= await Promise.all([
      forwardPort(this.settings.visitorProxyPort, files.visitorProxy.socket),
      // Whoever is behind it is an administrator to the nodes.
      forwardPort(this.settings.adminProxyPort, files.adminProxy.socket, { rootAlone: true }),
    ]);
  }

  /** Lets go of what this process holds (lock, proxy ports); all that runs goes on, for the next process to take up. */
  public async close(): Promise<void> {
    await Promise.all((this.ports ?? []).map((port) => port.close()));
    this.ports = undefined;
    this.release?.();
    this.release = undefined;
  }

  public async down(): Promise<void> {
    claimStateDir(this.settings);
    this.release ??= takeLock(join(this.settings.stateDir, 'lock'));
    await this.cgroups.removeRun();
    await endInternetProcess(this.settings.stateDir);
    await this.volumes.releaseAll();
    // Droplets' first: their cables end in the router's.
    const names = await namespacesOf(this.settings.run, OUTSIDERS);
    for (const name of names.sort((a, b) => b.length - a.length)) await deleteNamespace(name);
    const { router, edge, internet, visitorProxy, adminProxy } = routerFiles(this.settings.stateDir);
    for (const { socket } of [router, edge, internet, visitorProxy, adminProxy, spacesFiles(this.settings.stateDir)])
      rmSync(socket, { force: true });
    await this.close();
  }

  public async applyNetwork(state: NetworkState): Promise<void> {
    this.network = state;
    await this.router.apply(state);
  }

  public async powerOn(droplet: DropletSpec, volumes: readonly VolumeSpec[]): Promise<void> {
    const directory = this.directory(droplet.id);
    if (this.isOn(droplet.id)) return;
    // A guest outlives a killed nspawn: never start a second one on the same disk.
    await this.cgroups.kill(String(droplet.id));
    for (const part of ['upper', 'work', 'root']) mkdirSync(join(directory, part), { recursive: true });
    rmSync(join(directory, 'off'), { force: true });
    if (this.settings.internet !== 'off')
      writeGuestFiles(join(directory, 'upper'), guestFiles(hostConfiguration(), droplet.name));
    writeFileSync(join(directory, 'droplet-id'), `${droplet.id}\n`);
    writeFileSync(join(directory, 'public-ip'), `${droplet.publicIp}\n`);
    const model = this.supervisorModel(droplet, directory);
    writeFileSync(join(directory, 'mend'), renderMend(model));
    writeFileSync(join(directory, 'supervise'), renderSupervisor(model), { mode: 0o700 });
    writeAttached(
      directory,
      await Promise.all(volumes.map(async ({ id, name }) => ({ name, device: await this.volumes.device(id) }))),
    );

    startDetached(join(directory, 'supervise'), [], { log: join(directory, 'console.log') });
    await until(
      () => Guest.find(directory) !== undefined,
      START_TIMEOUT,
      async () => `droplet ${droplet.name} did not start: ${(await this.log(droplet.id, 3)).join(' | ')}`,
    );
  }

  public async powerOff(dropletId: number, how: 'shutdown' | 'off'): Promise<void> {
    const directory = this.directory(dropletId);
    if (!existsSync(directory)) return;
    writeFileSync(join(directory, 'off'), '');
    const guest = Guest.find(directory);
    if (how === 'shutdown' && guest) {
      process.kill(guest.pid, SIGRTMIN_PLUS_4);
      await until(
        () => !this.isOn(dropletId),
        SHUTDOWN_TIMEOUT,
        () => `droplet ${dropletId} did not shut down within ${SHUTDOWN_TIMEOUT / 1000} s`,
      );
    }
    await this.cgroups.kill(String(dropletId));
    await this.unplug(dropletId);
  }

  public async reboot(dropletId: number): Promise<void> {
    const directory = this.directory(dropletId);
    const before = this.guest(dropletId);
    process.kill(before.pid, SIGRTMIN_PLUS_5);
    await until(
      () => ![undefined, before.pid].includes(Guest.find(directory)?.pid),
      SHUTDOWN_TIMEOUT,
      () => `droplet ${dropletId} did not come back from its reboot`,
    );
  }

  public async destroyDroplet(dropletId: number): Promise<void> {
    await this.powerOff(dropletId, 'off');
    rmSync(this.directory(dropletId), { recursive: true, force: true });
  }

  public status(dropletId: number): Promise<DropletStatus> {
    const guest = Guest.find(this.directory(dropletId));
    return Promise.resolve({ power: this.isOn(dropletId) ? 'on' : 'off', bootstrap: guest?.bootstrap() ?? 'unknown' });
  }

  public log(dropletId: number, lines: number): Promise<readonly string[]> {
    const directory = this.directory(dropletId);
    const output =
      Guest.find(directory)?.read('/var/log/cloud-init-output.log') ??
      tryRead(join(directory, 'upper/var/log/cloud-init-output.log'));
    const console = tryRead(join(directory, 'console.log'));
    return Promise.resolve([console, output].flatMap((text) => text.split('\n').filter(Boolean)).slice(-lines));
  }

  public async createVolume(volume: VolumeSpec): Promise<void> {
    await this.volumes.create(volume);
  }

  public async resizeVolume(volumeId: string, sizeGb: number): Promise<void> {
    await this.volumes.resize(volumeId, sizeGb);
  }

  public async deleteVolume(volumeId: string): Promise<void> {
    await this.volumes.delete(volumeId);
  }

  public async attachVolume(volume: VolumeSpec, dropletId: number): Promise<void> {
    const device = await this.volumes.device(volume.id);
    const directory = this.directory(dropletId);
    const others = readAttached(directory).filter(({ name }) => name !== volume.name);
    // For its next boots by tmpfiles, for this one from outside.
    writeAttached(directory, [...others, { name: volume.name, device }]);
    if (!Guest.find(directory)) return;
    this.cgroups.allowDevice(String(dropletId), device.numbers, true);
    await this.exec(dropletId, ['systemd-tmpfiles', '--create', '/run/tmpfiles.d/volumes.conf']);
  }

  public async detachVolume(volume: VolumeSpec, dropletId: number): Promise<void> {
    const directory = this.directory(dropletId);
    const attached = readAttached(directory);
    const gone = attached.find(({ name }) => name === volume.name);
    if (gone) {
      writeAttached(
        directory,
        attached.filter((one) => one !== gone),
      );
      if (Guest.find(directory)) {
        this.cgroups.allowDevice(String(dropletId), gone.device.numbers, false);
        await this.exec(dropletId, ['rm', '-f', `/dev/disk/by-id/scsi-0DO_Volume_${volume.name}`, gone.device.node]);
      }
    }
    await this.volumes.release(volume.id);
  }

  /** Runs a program as root inside a droplet and gives its output. */
  public async exec(dropletId: number, argv: readonly string[], input?: string): Promise<string> {
    const [command, ...args] = this.guest(dropletId).enter(argv);
    return run(command!, args, { input });
  }

  /** Arguments of a command that opens a root shell, or runs `argv`, inside a droplet. */
  public shell(dropletId: number, argv: readonly string[] = ['/bin/bash', '-l']): string[] {
    return this.guest(dropletId).enter(argv);
  }

  /** Stops all of a droplet's processes where they are; its addresses stay and nothing answers. */
  public async freeze(dropletId: number): Promise<void> {
    await this.cgroups.freeze(String(dropletId), true);
  }

  public async thaw(dropletId: number): Promise<void> {
    await this.cgroups.freeze(String(dropletId), false);
  }

  /** Pulls both network cables. */
  public async cut(dropletId: number): Promise<void> {
    const { publicLink, privateLink } = this.place(dropletId);
    await inNamespace(this.settings.run, `for link in ${publicLink} ${privateLink}; do ip link set $link down; done`);
  }

  public async mend(dropletId: number): Promise<void> {
    await run('bash', [join(this.directory(dropletId), 'mend')]);
  }

  private isOn(dropletId: number): boolean {
    return this.cgroups.populated(String(dropletId));
  }

  private guest(dropletId: number): Guest {
    const guest = Guest.find(this.directory(dropletId));
    if (!guest) throw new Error(`droplet ${dropletId} is off`);
    return guest;
  }

  private place(dropletId: number) {
    // From the droplet's own directory: the network may already be without it.
    const publicIp = tryRead(join(this.directory(dropletId), 'public-ip')).trim();
    if (!publicIp) throw new Error(`droplet ${dropletId} was never powered on`);
    return placeOf({ publicIp });
  }

  private directory(dropletId: number): string {
    return join(this.settings.stateDir, 'droplets', String(dropletId));
  }

  private supervisorModel(droplet: DropletSpec, directory: string): SupervisorModel {
    const image = imageOf(this.settings);
    const group = String(droplet.id);
    const vpc = this.network?.vpcs.find(({ id }) => id === droplet.vpcId);
    if (!vpc) throw new Error(`applyNetwork has not named VPC ${droplet.vpcId} of droplet ${droplet.name}`);
    return {
      droplet,
      directory,
      run: this.settings.run,
      base: image.base,
      repository: image.repository,
      cgroups: this.cgroups.paths(group),
      devicesCgroup: this.cgroups.devices(group),
      vpcGateway: gatewayOf(vpc.cidr).address,
    };
  }

  /** The supervisor does it when the droplet ends by itself; a droplet that was killed leaves its cables. */
  private async unplug(dropletId: number): Promise<void> {
    const name = `${this.settings.run}-${dropletId}`;
    if (!(await namespacesOf(this.settings.run)).includes(name)) return;
    const { publicLink, privateLink } = this.place(dropletId);
    await inNamespace(
      this.settings.run,
      `for link in ${publicLink} ${privateLink}; do ip link del $link 2>/dev/null || :; done`,
    );
    await run('ip', ['netns', 'del', name]).catch(async (error: unknown) => {
      // Whoever else pulls the plug at the same moment may be first.
      if ((await namespacesOf(this.settings.run)).includes(name)) throw error;
    });
  }
}

/** Looks every 20 ms: a droplet's start and stop are waited for often. */
async function until(holds: () => boolean, milliseconds: number, error: () => string | Promise<string>): Promise<void> {
  await untilFound(() => holds() || undefined, { seconds: milliseconds / 1000, pauseMs: 20, error });
}

function tryRead(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
