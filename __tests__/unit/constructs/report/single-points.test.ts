import type { TerraformStack } from 'cdktf';
import { AppSource } from '../../../../constructs/app/app-source';
import { AppTier } from '../../../../constructs/app/app-tier';
import { DropletGroup } from '../../../../constructs/droplet/droplet-group';
import { Backend } from '../../../../constructs/load-balancer/backend';
import { Failover } from '../../../../constructs/load-balancer/failover/failover';
import { LoadBalancer, type LoadBalancerProps } from '../../../../constructs/load-balancer/load-balancer';
import { TrafficPolicy } from '../../../../constructs/load-balancer/traffic-policy';
import { ManagedMysql } from '../../../../constructs/mysql/managed-mysql';
import { SelfHostedMysql } from '../../../../constructs/mysql/self-hosted-mysql';
import {
  singlePointsOfFailure,
  survivedLosses,
  addSinglePointOfFailure,
} from '../../../../constructs/report/single-points';
import { TlsCertificate } from '../../../../constructs/tls/tls-certificate';
import { WebTier } from '../../../../constructs/web/web-tier';
import { warningsOf } from '../../../../testing';
import { newSite } from '../synth';

type Site = ReturnType<typeof newSite>;

/** Each construct alone in a stack, without a site around it. */
function stackWith(make: (site: Site) => void): TerraformStack {
  const site = newSite();
  make(site);
  return site.stack;
}

const loadBalancer =
  (props: Partial<LoadBalancerProps>) =>
  ({ stack, ...shared }: Site) => {
    new LoadBalancer(stack, 'lb', {
      ...shared,
      hostNames: ['www.foobar.com'],
      backend: Backend.named({ tierName: 'web.int.foobar.com', port: 80 }),
      failover: Failover.reservedIp({ token: 'a-token' }),
      certificate: TlsCertificate.provided({ certificate: 'pem', privateKey: 'pem' }),
      ...props,
    });
  };
const web =
  (nodes: number) =>
  ({ stack, ...shared }: Site) => {
    const app = { listeners: [], parts: [], readiness: {}, allowFrom: () => undefined };
    new WebTier(stack, 'web', { ...shared, nodes, app });
  };
const app =
  (nodes: number) =>
  ({ stack, ...shared }: Site) =>
    new AppTier(stack, 'app', { ...shared, nodes, source: AppSource.sample() });
const mysql =
  (nodes: number) =>
  ({ stack, ...shared }: Site) =>
    new SelfHostedMysql(stack, 'db', { ...shared, nodes });
const managed =
  (standbyNodes: number, readReplicas: number) =>
  ({ stack, network }: Site) =>
    new ManagedMysql(stack, 'db', { network, standbyNodes, readReplicas });
const group =
  (nodes: number) =>
  ({ stack, ...shared }: Site) => {
    const props = { role: 'cache', nodes, size: 's-1vcpu-1gb', cloudInit: [], readiness: {} };
    new DropletGroup(stack, 'cache', { ...shared, ...props });
  };
const named = (...nodeNames: string[]) => Backend.named({ tierName: 'web.int.foobar.com', port: 80, nodeNames });

test.each([
  [
    'one load balancer',
    loadBalancer({ nodes: 1, failover: Failover.none() }),
    ['lb/nodes: the only lb node: the site'],
  ],
  [
    'two load balancers that do not know of each other',
    loadBalancer({ failover: Failover.none() }),
    ['lb/nodes: one of 2 lb nodes: one of 2 visits'],
  ],
  [
    'two load balancers for an edge that is not there',
    loadBalancer({ failover: Failover.edge() }),
    ['lb/nodes: one of 2 lb nodes: one of 2 visits'],
  ],
  ['two load balancers with a reserved IP', loadBalancer({}), []],
  [
    'one server that somebody else made',
    loadBalancer({ backend: named('a.int.foobar.com') }),
    ['lb: the only server, a.int.foobar.com: the site'],
  ],
  [
    'two servers of which one has no weight',
    loadBalancer({
      backend: named('a.int.foobar.com', 'b.int.foobar.com'),
      traffic: TrafficPolicy.weighted([0, 1]),
    }),
    ['lb: the only server with a weight above 0, b.int.foobar.com: the site'],
  ],
  [
    'two servers with a weight each',
    loadBalancer({
      backend: named('a.int.foobar.com', 'b.int.foobar.com'),
      traffic: TrafficPolicy.weighted([2, 1]),
    }),
    [],
  ],
  ['one web server', web(1), ['web: the only web node: the site']],
  ['two web servers', web(2), []],
  ['one app server', app(1), ['app: the only app node: all that the app answers']],
  ['two app servers', app(2), []],
  ['a pair of MySQL nodes', mysql(2), ['db: one of 2 mysql nodes: all writes']],
  ['three MySQL nodes', mysql(3), []],
  ['a managed database without a standby', managed(0, 0), ['db: the primary: the database']],
  ['a managed database with one reader', managed(1, 1), ['db: the only read replica: reads on port 3307']],
  ['a managed database with a standby and two readers', managed(1, 2), []],
  ['one node of a tier of your own', group(1), ['cache: the only cache node: all who ask for cache.int.foobar.com']],
  ['two nodes of a tier of your own', group(2), []],
])('%s, alone in a stack', (_, make, expected) => {
  const points = singlePointsOfFailure(stackWith(make));
  expect(points.map((one) => `${one.construct}: ${one.lost}: ${one.takesDown}`)).toEqual(
    expected.map((line) => `test/${line}`),
  );
});

test('each is a warning at synth that says what ends the outage and what mends it', () => {
  expect(warningsOf(stackWith(web(1)))).toContain(
    '[test/web/Resource] the only web node is a single point of failure: it takes down the site until a deploy has made another (use 2 nodes)',
  );
});

test('a stack without any warns of none', () => {
  expect(warningsOf(stackWith(web(2))).join()).not.toContain('single point');
});

test('says what the loss costs once it is mended, where a drill has measured it', () => {
  const [lone] = singlePointsOfFailure(stackWith(loadBalancer({ nodes: 1, failover: Failover.none() })));
  expect(lone!.outageWithRemedy).toMatchObject({ drill: 'balancer-powered-off' });
  expect(singlePointsOfFailure(stackWith(group(1)))[0]).not.toHaveProperty('outageWithRemedy');
});

test('tells losses that others make up for, with what drills measured', () => {
  const losses = survivedLosses(stackWith(mysql(3)));
  expect(losses).toMatchObject([{ construct: 'test/db', lost: 'one of 3 mysql nodes' }]);
  expect(losses[0]!.outage).toMatchObject({ drill: 'mysql-primary-lost' });
});

test('counts what a construct of your own tells', () => {
  const { stack, network } = newSite();
  addSinglePointOfFailure(network, {
    lost: 'the VPN',
    takesDown: 'deploys',
    until: 'it is back',
    remedy: 'use 2 of them',
  });
  expect(singlePointsOfFailure(stack)).toEqual([
    { construct: 'test/network', lost: 'the VPN', takesDown: 'deploys', until: 'it is back', remedy: 'use 2 of them' },
  ]);
});

test('asks a part of a stack for its own alone', () => {
  const { stack, ...shared } = newSite();
  app(1)({ stack, ...shared });
  const tier = new DropletGroup(stack, 'two', {
    ...shared,
    role: 'two',
    nodes: 2,
    size: 's-1vcpu-1gb',
    cloudInit: [],
    readiness: {},
  });
  expect(singlePointsOfFailure(tier)).toEqual([]);
  expect(singlePointsOfFailure(stack)).toHaveLength(1);
});
