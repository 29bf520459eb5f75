import { killForGood, pullThePlug } from '../../faults/services';
import type { Site } from '../../site';
import type { AlertDrill } from '../drill';

/** What the issue promised, seconds: of what visitors notice, and of what is lost behind their back. */
export const SYMPTOM = 60;
export const REDUNDANCY = 90;
/** The rules look at the last minute. */
const A_MINUTE_OF_VISITORS = 75;

const APP = '/opt/app/app.py';
/** Every answer of the app takes 1.5 s longer; the promise is a second. */
const SLOW_APP = `cp -a ${APP} ${APP}.drill
sed -i 's/^    begun = time.monotonic()/&\\n    if environ["PATH_INFO"] != "\\/healthz": time.sleep(1.5)/' ${APP}
grep -q 'sleep(1.5)' ${APP}
systemctl restart app`;
const APP_AS_IT_WAS = `if [ -e ${APP}.drill ]; then mv ${APP}.drill ${APP}; systemctl restart app; fi`;

/** The app's table is another; it would make a missing one anew. */
const WRITES_FAIL = `mysql -e 'RENAME TABLE app.visits TO app.visits_away; CREATE VIEW app.visits AS SELECT 1 AS nothing'`;
const WRITES_AS_THEY_WERE = `if mysql -N -e "SHOW TABLES FROM app LIKE 'visits_away'" | grep -q .; then
  mysql -e 'DROP VIEW IF EXISTS app.visits; RENAME TABLE app.visits_away TO app.visits'
fi`;

/** A certificate of the load balancer's that ends in ten days, where HAProxy would read it at its next start. */
const CERTIFICATE = '/etc/haproxy/site.pem';
const OLD_CERTIFICATE = `cp -a ${CERTIFICATE} ${CERTIFICATE}.drill
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 10 -subj /CN=drill -keyout /dev/null -out /run/drill.pem 2>/dev/null
cat /run/drill.pem > ${CERTIFICATE}`;
const CERTIFICATE_AS_IT_WAS = `if [ -e ${CERTIFICATE}.drill ]; then mv ${CERTIFICATE}.drill ${CERTIFICATE}; fi`;

/** One after the other, so that the site goes on. */
async function onEachApp(site: Site, script: string): Promise<void> {
  for (const node of await site.nodes('app')) {
    await site.on(node, script);
    await site.untilWell(60);
  }
}

export const siteAlertDrills: readonly AlertDrill[] = [
  {
    name: 'alert-web-lost',
    title: 'web server lost',
    expected: { alert: 'TierBelowRedundancy', withinSeconds: REDUNDANCY },
    act: (site, heal) => pullThePlug(site, 'web-1', heal),
  },
  {
    name: 'alert-balancer-lost',
    title: 'active load balancer lost',
    expected: { alert: 'LoadBalancerWithoutStandby', withinSeconds: REDUNDANCY },
    act: async (site, heal) => pullThePlug(site, (await site.balancers()).active, heal),
  },
  {
    name: 'alert-haproxy-down',
    title: 'haproxy of the active load balancer ends for good',
    expected: { alert: 'LoadBalancerWithoutStandby', withinSeconds: REDUNDANCY },
    act: async (site, heal) => killForGood(site, (await site.balancers()).active, 'haproxy', heal),
  },
  {
    name: 'alert-site-down',
    title: 'haproxy of both load balancers ends for good',
    expected: { alert: 'SiteUnreachable', withinSeconds: SYMPTOM },
    async act(site, heal) {
      await Promise.all((await site.nodes('lb')).map((node) => killForGood(site, node, 'haproxy', heal)));
    },
  },
  {
    name: 'alert-certificate',
    title: 'a certificate ends in ten days',
    // Nodes look at their certificates each five minutes, and five minutes more make sure: there are ten days.
    expected: { alert: 'CertificateExpires', withinSeconds: 690 },
    async act(site, heal) {
      const { standby } = await site.balancers();
      heal(() => site.on(standby, CERTIFICATE_AS_IT_WAS));
      await site.on(standby, OLD_CERTIFICATE);
    },
  },
  {
    name: 'alert-watcher-lost',
    title: 'monitoring droplet lost',
    expected: { alert: 'TierBelowRedundancy', withinSeconds: REDUNDANCY },
    act: (site, heal) => pullThePlug(site, 'monitoring-1', heal),
  },
];

/** After the others: rules on half an hour need visitors before, or else a minute of failures is all that they see. */
export const sloAlertDrills: readonly AlertDrill[] = [
  {
    name: 'alert-failing',
    title: '5 % of requests fail',
    expected: { alert: 'ErrorBudgetBurnsNow', withinSeconds: SYMPTOM },
    steadySeconds: A_MINUTE_OF_VISITORS,
    // One request of 20 writes.
    async act(site, heal) {
      heal(async () => site.on(await site.primary(), WRITES_AS_THEY_WERE));
      await site.on(await site.primary(), WRITES_FAIL);
    },
  },
  {
    name: 'alert-slow',
    title: 'every answer takes 1.5 s longer',
    expected: { alert: 'LatencyBudgetBurnsNow', withinSeconds: SYMPTOM },
    steadySeconds: A_MINUTE_OF_VISITORS,
    async act(site, heal) {
      heal(() => onEachApp(site, APP_AS_IT_WAS));
      await onEachApp(site, SLOW_APP);
    },
  },
];
