import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Drill } from '../drill';

const PROGRAM = join(__dirname, 'forge-adverts.py');
/** Longer than three adverts take to be missed, a hundred times over. */
const SECONDS = 10;
/** One of each tier that is not the load balancers'. */
const FORGERS = ['web-1', 'app-1', 'mysql-1'];
const OWN_ADDRESS = 'ip -4 -o addr show dev eth1 | awk \'{ sub(/\\/.*/, "", $4); print $4 }\'';

export const forgedAdvertDrills: readonly Drill[] = [
  {
    name: 'forged-adverts',
    title: `VRRP adverts of priority 255 from ${FORGERS.join(', ')}, to both load balancers`,
    goal: 'no failed request, the address stays',
    patienceMs: 1000,
    async run(site, mark) {
      const { active, standby } = await site.balancers();
      const addresses = await Promise.all(
        [active, standby].map(async (one) => (await site.on(one, OWN_ADDRESS)).trim()),
      );
      const program = readFileSync(PROGRAM, 'utf8');
      const forge = `python3 - ${SECONDS} ${addresses.join(' ')} <<'PROGRAM'\n${program}\nPROGRAM`;
      mark('adverts are forged');
      await Promise.all(FORGERS.map((node) => site.on(node, forge)));
      mark('no more');
      const holder = (await site.balancers()).active;
      if (holder !== active) throw new Error(`the address has moved from ${active} to ${holder}`);
    },
  },
];
