import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { EDGE_ADDRESS, FIRST_RESERVED_IP, VISITOR_ADDRESS } from '../../local-cloud/addresses';
import { outsideNamespace } from '../../local-cloud/network/outside';
import { addOutsideAddresses } from '../../local-cloud/network/plug-outside';
import type { Drill } from '../drill';
import { startLoad } from '../load';

const NONE = '0 failed for everybody else';
const IDLE_CONNECTIONS = 9000;

export const abuseDrills: readonly Drill[] = [
  {
    name: 'idle-connections',
    title: `${IDLE_CONNECTIONS} idle connections to the load balancer, from within the proxy's ranges`,
    goal: NONE,
    async run(site, mark, heal) {
      const program = [process.execPath, join(__dirname, 'idle-connections.mjs')];
      const from = EDGE_ADDRESS.replace(/\d+$/, '11');
      await addOutsideAddresses(site.settings.run, [from]);
      const plan = [FIRST_RESERVED_IP, from, String(IDLE_CONNECTIONS)];
      const child = spawn('ip', ['netns', 'exec', outsideNamespace(site.settings.run, 'edge'), ...program, ...plan], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = new Promise((resolve) => child.once('close', resolve));
      heal(() => {
        child.kill();
        return ended;
      });
      mark('they begin to connect');
      const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
      const connected = Number((await lines.next()).value);
      mark(`${connected} were connected`);
      if (!(connected > IDLE_CONNECTIONS / 2)) throw new Error('too few connections came about: this shows nothing');
      await wait(10_000);
    },
  },
  {
    name: 'greedy-client',
    title: 'one client sends 150 requests a second',
    goal: NONE,
    async run(site, mark, heal) {
      mark('the greedy client begins');
      const visitors = [VISITOR_ADDRESS.replace(/\d+$/, '19')];
      const greedy = await startLoad(site.settings, 'greedy', {
        visitors,
        perSecond: 150,
        postEvery: 1_000_000,
        timeoutMs: 5000,
      });
      heal(() => greedy.stop());
      await wait(10_000);
      await greedy.stop();
      const refused = greedy.outcomes.filter(({ result }) => result === 429).length;
      if (refused === 0) throw new Error('the greedy client was never refused');
      mark(`${refused} of its ${greedy.outcomes.length} requests were answered 429`);
    },
  },
];
