/**
 * The local cloud's resident process: APIs, stand-in providers, and the machine below. Started by launch.ts; ends on
 * SIGTERM and leaves droplets running, for the next one to take up.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { DEPLOY_SCOPES, FAILOVER_SCOPES } from '../host/token-scopes';
import { Cloud } from './api/cloud';
import type { Token } from './api/model';
import { addSshKey } from './api/digitalocean/account';
import { Pace } from './api/pace';
import { createApi } from './api/server';
import { listenByTls, loopbackCertificate } from './api/tls';
import { Store } from './api/store';
import { clientEnvironment, daemonFile, type Daemon } from './client';
import { run } from '../host/run';
import { openVisitorAuthority, visitorCaFile } from './network/edge-certificates';
import { startWatcher } from './monitoring/watcher';
import { openRuntime } from './open-runtime';
import { apiSocket } from './network/router-files';
import { serveResidentProviders } from './providers/wire/resident';
import { readSettings, type Settings } from './settings';
import { openSpacesKey } from './spaces/keys';

/** The account's SSH key that the environments name. */
const KEY_NAME = 'platform-team';

async function main(settings: Settings): Promise<void> {
  const onPaper = settings.droplets === 'none';
  const machine = await openRuntime(settings);
  const store = await Store.open(settings.stateDir, settings.run);
  const log = (line: string) => console.error(new Date().toISOString(), line);
  const cloud = new Cloud(
    store,
    machine.runtime,
    log,
    () => openVisitorAuthority(settings.stateDir),
    new Pace(settings.pace),
  );
  const [api, forDroplets] = [createApi(cloud), createApi(cloud)];

  const clients = {
    api: `http://127.0.0.1:${settings.apiPort}`,
    apiByTls: `https://127.0.0.1:${settings.apiTlsPort}`,
    authority: visitorCaFile(settings.stateDir),
    tokens: {
      digitalOcean: tokenOf(store, 'digitalocean', DEPLOY_SCOPES),
      fullAccess: tokenOf(store, 'digitalocean', null),
      cloudflare: tokenOf(store, 'cloudflare', null),
      failover: tokenOf(store, 'digitalocean', FAILOVER_SCOPES),
    },
  };
  // A configuration for droplets on paper is anybody's, and need not name endpoints.
  const providers = await serveResidentProviders(onPaper ? clientEnvironment(clients) : {});
  const daemon: Daemon = {
    ...clients,
    pid: process.pid,
    droplets: settings.droplets,
    pace: settings.pace,
    localToken: cloud.localToken,
    reattach: providers.reattach,
    spacesKey: await openSpacesKey(settings.stateDir),
  };
  await addTeamKey(store, settings);
  await cloud.reconcile();
  void cloud.databases.watch();
  if (!onPaper) {
    rmSync(apiSocket(settings.stateDir), { force: true });
    await forDroplets.listen({ path: apiSocket(settings.stateDir) });
  }
  const watcher = onPaper ? undefined : startWatcher();
  await listenByTls(api, await loopbackCertificate(await cloud.publicAuthority()), settings.apiTlsPort);
  await api.listen({ port: settings.apiPort, host: '127.0.0.1' });
  // Last: whoever reads it can use everything.
  await writeFileAtomic(daemonFile(settings), JSON.stringify(daemon), { mode: 0o600 });

  const stop = async (): Promise<void> => {
    rmSync(daemonFile(settings), { force: true });
    await Promise.all([api.close(), forDroplets.close(), providers.close(), watcher?.close()]);
    cloud.databases.close();
    cloud.pace.close();
    await cloud.idle();
    await machine.close();
  };
  process.once('SIGTERM', () => void stop().then(() => process.exit(0)));
}

/** The token with these scopes: issued once, kept for the life of the state. */
function tokenOf(store: Store, api: Token['api'], scopes: Token['scopes']): string {
  const known = store.state.tokens.find((one) => one.api === api && one.scopes?.join() === scopes?.join());
  return known?.token ?? store.issueToken(api, scopes);
}

async function addTeamKey(store: Store, settings: Settings): Promise<void> {
  const file = join(settings.stateDir, 'id_ed25519');
  if (!existsSync(file)) await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', KEY_NAME, '-f', file]);
  addSshKey(store, KEY_NAME, readFileSync(`${file}.pub`, 'utf8').trim());
}

main(readSettings()).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
