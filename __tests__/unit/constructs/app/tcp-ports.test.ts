import type { TerraformStack } from 'cdktf';
import type { AppProps, WebInfrastructure, WebInfrastructureProps } from '../../../../constructs';
import { AppSource } from '../../../../constructs/app/app-source';
import type { TcpPorts } from '../../../../constructs/app/tcp-ports';
import { resolveHealthCheck } from '../../../../constructs/haproxy/health-check';
import { DEFAULT_TIMEOUTS } from '../../../../constructs/http/timeouts';
import { renderHaproxy } from '../../../../constructs/load-balancer/render-haproxy';
import { TrafficPolicy } from '../../../../constructs/load-balancer/traffic-policy';
import { classifyPlan } from '../../../../testing/plan/classify-plan';
import { example } from '../../docs/examples';
import { expectGolden } from '../../golden';
import { change, planOf } from '../../testing/plan/change';
import { ZONE_ID, problems, resources, synthesize, textsOf } from '../synth';
import { wholeSite } from '../whole-site';

const FROM = ['198.51.100.0/24'];
const MQTT: TcpPorts = { mqtt: { port: 1883, publicPort: 8883, from: FROM } };
const app = (tcpPorts: TcpPorts | undefined, more: Partial<AppProps> = {}) => ({
  source: AppSource.sample(),
  tcpPorts,
  ...more,
});
const newSite = (tcpPorts?: TcpPorts, more: Partial<WebInfrastructureProps> = {}) =>
  wholeSite({ app: app(tcpPorts), ...more });
const firewall = (stack: TerraformStack, tier: string) =>
  resources(stack, 'digitalocean_firewall').find(({ name }) => name === `int-foobar-com-${tier}`)!;
const rules = (stack: TerraformStack, tier: string) => firewall(stack, tier).inbound_rule as Record<string, unknown>[];
const onPort = (stack: TerraformStack, tier: string, port: number) =>
  rules(stack, tier).filter(({ port_range: range }) => range === String(port));
/** What nodes are made from; settings are other values. */
const userData = (stack: TerraformStack) =>
  Object.values((synthesize(stack) as { locals: Record<string, string> }).locals).filter((text) =>
    String(text).startsWith('#cloud-config'),
  );

test('has a frontend and two backends of HAProxy, each of which sends the PROXY protocol', () => {
  const { stack, site } = newSite(MQTT);
  expect(problems(stack)).toEqual([]);
  const { tcpServices } = site.app!;
  const text = renderHaproxy({
    ...{ mainName: 'www.foobar.com', traffic: TrafficPolicy.roundRobin().rule, timeouts: DEFAULT_TIMEOUTS },
    ...{ methods: ['GET'], metricsRange: '10.20.0.0/20', tcpServices },
    backend: {
      ...{ tierName: 'web.int.foobar.com', nodeNames: [], port: 8080, slots: 10, httpReuse: 'always' },
      healthCheck: resolveHealthCheck({}, 'www.foobar.com'),
    },
  });
  expectGolden(__filename, 'tcp.haproxy.cfg', text.slice(text.indexOf('frontend tcp_')));
});

test('is open to its clients alone, on the load balancers, and to those on the app, by both filters', () => {
  const { stack } = newSite(MQTT);
  expect(onPort(stack, 'lb', 8883)).toEqual([{ protocol: 'tcp', port_range: '8883', source_addresses: FROM }]);
  for (const port of [1883, 8406])
    expect(onPort(stack, 'app', port)).toContainEqual(
      expect.objectContaining({ source_tags: [expect.stringContaining('load-balancer')] as string[] }),
    );
  const texts = textsOf(stack);
  expect(texts).toContain('in tcp 8883 198.51.100.0/24');
  expect(texts).toContain('in tcp 1883 10.20.0.0/20');
  const { stack: without } = newSite();
  expect([...onPort(without, 'lb', 8883), ...onPort(without, 'app', 1883)]).toEqual([]);
  expect(rules(without, 'app').filter(({ source_tags: tags }) => String(tags).includes('load-balancer'))).toHaveLength(
    1,
  );
});

test('who may connect changes no user-data; the verdict on the plan sees what opens and what closes', () => {
  const [narrow, wide, none] = [
    newSite(MQTT),
    newSite({ mqtt: { ...MQTT.mqtt!, from: ['0.0.0.0/0', '::/0'] } }),
    newSite(),
  ];
  expect(userData(narrow.stack)).toHaveLength(4);
  expect(userData(wide.stack)).toEqual(userData(narrow.stack));
  expect(userData(none.stack)).not.toEqual(userData(narrow.stack));
  const verdict = (before: typeof narrow, after: typeof narrow) => {
    const inbound = ({ stack }: typeof narrow) => ({
      inbound_rule: rules(stack, 'lb').filter(({ source_addresses: from }) => Array.isArray(from)),
    });
    const one = change('digitalocean_firewall', 'update', { before: inbound(before), after: inbound(after) });
    return classifyPlan(planOf(one)).changes.map(({ rule }) => rule);
  };
  expect(verdict(none, narrow)).toEqual(['access-widened']);
  expect(verdict(narrow, wide)).toEqual(['access-widened']);
  expect(verdict(narrow, none)).toEqual(['port-closed']);
});

test('a node that leaves refuses connections to it as to the others', () => {
  expect(textsOf(newSite(MQTT).stack)).toContain(
    'input tcp dport { 8000, 8002, 1883, 8010 } tcp flags & (syn | ack) == syn reject',
  );
});

test('a release that starts beside another one is told another port', () => {
  const text = textsOf(newSite(MQTT).stack);
  expect(text).toContain(`PORT_MQTT=${Buffer.from('1883').toString('base64')}`);
  expect(text).toMatch(/app-next\.service[^]*ExecStart=[^\n]* PORT=8002 METRICS_PORT=8003 PORT_MQTT=8010 /);
  expect(text).toMatch(/"1883\D+8010/);
});

test('new nodes are in service when the load balancers have found the port, too', () => {
  expect(textsOf(newSite(MQTT).stack)).toMatch(/ipv4_address_private\}:1883/);
});

test('the guide names it directly, past Cloudflare', () => {
  const { stack, site } = newSite(MQTT, { zoneId: ZONE_ID });
  const name = example<(site: WebInfrastructure, zoneId: string) => void>(
    'docs/guides/escape-hatches.md',
    'nameDirectly',
  );
  name(site, ZONE_ID);
  expect(problems(stack)).toEqual([]);
  const records = resources(stack, 'cloudflare_dns_record').filter((one) => one.name === 'mqtt.foobar.com');
  expect(records).toEqual([
    expect.objectContaining({ proxied: false, content: expect.stringContaining('digitalocean_reserved_ip') as string }),
  ]);
});

describe('is refused', () => {
  const refusals = (stack: TerraformStack) => problems(stack).map((one) => /'[^]*/.exec(one)![0]);
  const port = (one: Partial<TcpPorts[string]>) => refusals(newSite({ mqtt: { ...MQTT.mqtt!, ...one } }).stack);

  test.each([22, 80, 443, 8404, 8406, 9100, 9180, 9181])(
    'on port %d of the load balancers, which is their own',
    (publicPort) => {
      expect(port({ publicPort })).toEqual([
        `'tcpServices.publicPort' must be no port of the load balancers themselves (22, 80, 443, 8404-8406, 9100-9299), got ${publicPort} (give 'publicPort' another one)`,
      ]);
    },
  );

  test.each([8000, 8001, 8443, 3306, 8406, 9180])('on port %d of the app, which something else has', (own) => {
    expect(port({ port: own })).toEqual([
      `'tcpPorts.mqtt.port' must be a port that nothing else on the node has, got ${own} (have the app listen on another one)`,
    ]);
  });

  test('without clients, and with those that are no ranges', () => {
    expect(port({ from: [] })).toEqual([
      "'tcpServices.from' must name who may connect, got [] (write ['0.0.0.0/0', '::/0'] for everybody)",
    ]);
    const message = "hold ranges in CIDR form, got '198.51.100.7' (write them like '198.51.100.0/24')";
    expect(port({ from: ['198.51.100.7'] })).toContain(`'tcpPorts.mqtt.from' must ${message}`);
  });

  test('under a name that HAProxy would not read', () => {
    expect(refusals(newSite({ 'a b': MQTT.mqtt! }).stack)).toContainEqual(
      expect.stringMatching(/^'tcpPorts' must have names of/),
    );
  });

  test('twice, whichever app has it', () => {
    const two = { shop: app(MQTT), api: { ...app(MQTT), route: { path: '/api' } } };
    expect(refusals(wholeSite({ app: undefined, apps: two }).stack)).toEqual([
      "'tcpServices.publicPort' must not repeat a value, got '8883' (name each once)",
    ]);
    const same = { ...MQTT, other: { ...MQTT.mqtt!, publicPort: 8884 } };
    expect(refusals(newSite(same).stack)).toEqual([
      "'tcpPorts.port' must not repeat a value, got '1883' (name each once)",
    ]);
  });

  test('for an app on the web servers', () => {
    expect(refusals(wholeSite({ app: app(MQTT, { nodes: 0 }) }).stack)).toEqual([
      expect.stringMatching(
        /^'app.tcpPorts' must be left out when the app runs on the web servers, .*nodes of its own\)$/,
      ),
    ]);
  });
});
