import type { Heal } from '../drill';
import type { Site } from '../site';

const DROP_IN = (unit: string) => `/run/systemd/system/${unit}.service.d/drill.conf`;

/** Kills a unit's processes with SIGKILL; systemd starts it again as the unit says. */
export async function kill(site: Site, node: string, unit: string): Promise<void> {
  await site.on(node, `systemctl kill --signal=KILL ${unit}`);
}

/** The same, and it stays dead until it is healed. */
export async function killForGood(site: Site, node: string, unit: string, heal: Heal): Promise<void> {
  const dropIn = DROP_IN(unit);
  heal(() => revive(site, node, unit));
  await site.on(
    node,
    `mkdir -p $(dirname ${dropIn}); printf '[Service]\\nRestart=no\\n' >${dropIn}; systemctl daemon-reload; systemctl kill --signal=KILL ${unit}`,
  );
}

/** Undoes `killForGood`. */
export async function revive(site: Site, node: string, unit: string): Promise<void> {
  await site.on(node, `rm -f ${DROP_IN(unit)}; systemctl daemon-reload; systemctl start ${unit}`);
}

/** No cable: packets are neither answered nor refused. */
export async function cut(site: Site, node: string, heal: Heal): Promise<void> {
  const { id } = await site.droplet(node);
  heal(() => site.runtime.mend(id));
  await site.runtime.cut(id);
}

/** Everything on the node stands still; its kernel goes on to take connections. */
export async function freeze(site: Site, node: string, heal: Heal): Promise<void> {
  const { id } = await site.droplet(node);
  heal(() => site.runtime.thaw(id));
  await site.runtime.freeze(id);
}

export async function pullThePlug(site: Site, node: string, heal: Heal): Promise<void> {
  heal(() => site.power(node, 'start'));
  await site.power(node, 'kill');
}

/** Packets that match are dropped on the node, until healed. `chain`: input or output. */
export async function drop(
  site: Site,
  node: string,
  table: string,
  chain: 'input' | 'output',
  match: string,
  heal: Heal,
  verdict = 'drop',
): Promise<void> {
  heal(() => letThrough(site, node, table));
  const rule = `table inet ${table} { chain drill { type filter hook ${chain} priority filter; ${match} ${verdict}; }; }`;
  await site.on(node, `nft '${rule}'`);
}

/** Undoes `drop`. */
export async function letThrough(site: Site, node: string, table: string): Promise<void> {
  await site.on(node, `nft delete table inet ${table} 2>/dev/null || :`);
}
