import type { Drill } from '../drill';

/** A deploy of the variant, and of the environment as it is after it. */
function deployDrill(variant: string, title: string): Drill {
  return {
    name: `deploy-${variant}`,
    title: `deploy: ${title}`,
    goal: '0 failed',
    async run(site, mark, heal) {
      heal(() => site.deploy('as-it-is'));
      mark('deploy begins');
      await site.deploy(variant);
      mark('deploy complete');
      await site.untilWell(120);
      mark('deploy back begins');
    },
  };
}

export const deployDrills: readonly Drill[] = [
  deployDrill('five-web-servers', 'web.nodes from 2 to 5, and back'),
  deployDrill('new-app', 'new nodes of the app, and back'),
  deployDrill('new-release', 'a new release of the app on the nodes that are there, and back'),
  deployDrill('new-nginx', 'a new Nginx configuration, and back'),
  deployDrill('new-haproxy', 'a new HAProxy configuration, and back'),
  deployDrill('new-limits', 'new limits (no droplet replaced), and back'),
  {
    name: 'deploy-broken',
    title: 'deploy: the new app cannot be built; then the next deploy',
    goal: '0 failed',
    async run(site, mark, heal) {
      heal(() => site.deploy('as-it-is'));
      mark('deploy begins');
      const failure = await site.deploy('broken-app').then(
        () => undefined,
        (error: Error) => error.message,
      );
      if (!/app-\d.*: failed: /.test(failure ?? '')) throw new Error('the broken deploy did not fail by name');
      mark('deploy has failed, by name');
    },
  },
];
