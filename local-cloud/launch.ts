import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { stateFile } from './api/store';
import { daemonFile, findDaemon, isAlive, type Daemon } from './client';
import { HostRuntime } from './droplet/host-runtime';
import { startDetached } from './host/processes';
import { internetFile, printInternet } from './internet/access';
import { dropletsFile, paceFile, parseDroplets, type Droplets, type Settings } from './settings';

const START_TIMEOUT = 60_000;
const STOP_TIMEOUT = 30_000;

/** Starts the local cloud's process when it does not run, and gives how to reach it. */
export async function launch(settings: Settings): Promise<Daemon> {
  const { stateDir, droplets } = settings;
  const has = droplets === 'none' ? 'real droplets' : 'droplets on paper';
  const running = findDaemon(settings);
  const before = running?.droplets ?? (existsSync(stateFile(stateDir)) ? dropletsOf(stateDir) : droplets);
  if (before !== droplets)
    throw new Error(`The local cloud in ${stateDir} has ${has}: take it \`down\`, or choose another LOCAL_CLOUD_RUN.`);
  if (running && (running.pace ?? 'fast') !== settings.pace)
    throw new Error(`The local cloud runs at the pace '${running.pace}': take it \`down\` first.`);
  if (running) return running;
  rmSync(daemonFile(settings), { force: true });
  mkdirSync(settings.stateDir, { recursive: true, mode: 0o700 });
  writeFileSync(internetFile(settings.stateDir), printInternet(settings.internet), { mode: 0o600 });
  writeFileSync(dropletsFile(stateDir), droplets, { mode: 0o600 });
  writeFileSync(paceFile(stateDir), settings.pace, { mode: 0o600 });
  const logFile = join(settings.stateDir, 'daemon.log');
  const child = startDetached(process.execPath, ['--import', 'tsx', join(__dirname, 'daemon.ts')], {
    log: logFile,
    cwd: join(__dirname, '..'),
    env: {
      ...process.env,
      LOCAL_CLOUD_RUN: settings.run,
      LOCAL_CLOUD_STATE: settings.stateDir,
      LOCAL_CLOUD_CACHE: settings.cacheDir,
      LOCAL_CLOUD_PORT: String(settings.apiPort),
      LOCAL_CLOUD_DROPLETS: droplets,
      LOCAL_CLOUD_PACE: settings.pace,
      LOCAL_CLOUD_INTERNET: printInternet(settings.internet),
    },
  });
  for (const deadline = Date.now() + START_TIMEOUT; ; await wait(50)) {
    const daemon = findDaemon(settings);
    if (daemon) return daemon;
    if (child.exitCode !== null || Date.now() > deadline) {
      const lines = readFileSync(logFile, 'utf8').trim().split('\n').slice(-8).join('\n');
      throw new Error(`The local cloud did not start. The end of ${logFile}:\n${lines}`);
    }
  }
}

/** Stops the process; droplets run on. */
export async function stopDaemon(settings: Settings): Promise<void> {
  const daemon = findDaemon(settings);
  if (!daemon) return;
  process.kill(daemon.pid, 'SIGTERM');
  for (const deadline = Date.now() + STOP_TIMEOUT; findDaemon(settings) || isAlive(daemon.pid); await wait(50)) {
    if (Date.now() > deadline) {
      process.kill(daemon.pid, 'SIGKILL');
      return;
    }
  }
}

/** Removes all that the run made, its state too. Works after any crash. */
export async function takeDown(settings: Settings): Promise<void> {
  await stopDaemon(settings);
  if (dropletsOf(settings.stateDir) === 'real') await new HostRuntime(settings).down();
  rmSync(settings.stateDir, { recursive: true, force: true });
}

/** Those of a run that is there; an earlier version had no other than real ones, which are root's. */
function dropletsOf(stateDir: string): Droplets {
  const file = dropletsFile(stateDir);
  return existsSync(file) ? parseDroplets(readFileSync(file, 'utf8')) : process.getuid?.() === 0 ? 'real' : 'none';
}
