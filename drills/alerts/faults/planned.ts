import { reloadBalancers } from '../../faults/operations';
import { Cluster } from '../../mysql/cluster';
import type { AlertDrill } from '../drill';

/** Nothing may be told. */
export const planned: readonly AlertDrill[] = [
  {
    name: 'alert-none-reload',
    title: 'haproxy reloaded on both load balancers',
    act: (site) => reloadBalancers(site),
  },
  {
    name: 'alert-none-switchover',
    title: 'switchover of the database, without a silence',
    act: (site) => new Cluster(site).operate((operator) => operator.switchover()),
  },
  {
    name: 'alert-none-deploy',
    title: 'deploy that replaces the web servers',
    async act(site, heal) {
      heal(() => site.deploy('watched'));
      await site.deploy('watched+new-nginx');
    },
  },
  {
    name: 'alert-none-scale',
    title: 'three web servers more',
    async act(site, heal) {
      heal(() => site.deploy('watched'));
      await site.deploy('watched+five-web-servers');
    },
  },
];
