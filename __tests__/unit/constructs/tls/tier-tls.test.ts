import { AppSource } from '../../../../constructs/app/app-source';
import type { WebInfrastructureProps } from '../../../../constructs/web-infrastructure';
import { synthesize } from '../synth';
import { unpacked } from '../unpacked';
import { wholeSite } from '../whole-site';

type Resources = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function synthesized(changed: Partial<WebInfrastructureProps> = {}) {
  const { locals, resource } = synthesize(wholeSite({ tlsBetweenTiers: true, ...changed }).stack);
  const userData = (tier: string) =>
    unpacked(
      Object.entries(locals as Record<string, string>)
        .filter(([name]) => name.includes(tier) && name.includes('user-data'))
        .map(([, text]) => text)
        .join('\n'),
    );
  return { userData, resource: resource as Resources, locals: locals as Record<string, string> };
}

/** Ports that the firewalls of a tier open to another tier. */
function openPorts(resource: Resources, name: string): readonly string[] {
  const firewalls = Object.values(resource.digitalocean_firewall!) as {
    name: string;
    inbound_rule: { port_range: string }[];
  }[];
  return firewalls
    .filter((one) => one.name.includes(name))
    .flatMap((one) => one.inbound_rule.map(({ port_range }) => port_range));
}

describe('a site with TLS between its tiers', () => {
  const { userData, resource, locals } = synthesized();

  test('has the load balancers call nginx by TLS alone, and check its name', () => {
    const balancer = userData('load-balancer');
    const servers = balancer.match(/^ *server-template web- .*/gm)!;
    expect(servers).toHaveLength(4);
    for (const server of servers)
      expect(server).toMatch(
        /web\.int\.foobar\.com:8443 .*ssl verify required ca-file \/etc\/tier-tls\/ca\.pem sni str\(web\.int\.foobar\.com\) check-sni web\.int\.foobar\.com/,
      );
    expect(balancer.match(/http-check connect default$/gm)).toHaveLength(3);
    expect(openPorts(resource, 'web')).toEqual(expect.arrayContaining(['8443']));
    expect(openPorts(resource, 'web')).not.toContain('8080');
  });

  test('has nginx serve the plain port to its own node alone', () => {
    const web = userData('site_web');
    expect(web.match(/\blisten .*;$/gm)).toEqual(['listen 127.0.0.1:8080 default_server;']);
    expect(web).toContain('listen $PRIVATE_IP:8443 ssl default_server backlog=4096;');
  });

  test('has the web servers call the app by TLS alone, which a proxy on its node ends', () => {
    const settings = [...JSON.stringify(locals).matchAll(/[A-Za-z0-9+/]{40,}=*/g)].map(([text]) =>
      Buffer.from(text, 'base64').toString(),
    );
    const servers = settings.flatMap((text) => text.match(/^ *server-template app- .*/gm) ?? []);
    expect(servers).toHaveLength(3);
    for (const server of servers) expect(server).toMatch(/app\.int\.foobar\.com:8443 .*ssl verify required/);
    const app = userData('site_app');
    expect(app).toContain('bind "$${PRIVATE_IP}:8443" ssl crt /etc/tier-tls/node.pem');
    expect(app).toContain('server service *:8000');
    // Callers are refused while the app drains.
    expect(app).toContain('tcp dport { 8443, 8000, 8002 }');
    expect(openPorts(resource, 'app')).toContain('8443');
    expect(openPorts(resource, 'app')).not.toContain('8000');
  });

  test('keeps the keys out of user-data, and hands them over as settings', () => {
    const keys = Object.keys(resource.tls_private_key!).filter((name) => name.includes('tier-tls'));
    expect(keys).toHaveLength(3);
    const userDatas = Object.entries(locals).filter(([name]) => name.includes('user-data'));
    expect(userDatas.map(([, text]) => unpacked(text)).join('\n')).not.toMatch(/tls_private_key\.[\w-]*tier-tls/);
    expect(JSON.stringify(locals)).toContain('/etc/tier-tls/node.pem');
  });
});

test('without it nothing of it is there', () => {
  const { userData, resource } = synthesized({ tlsBetweenTiers: false });
  expect(['load-balancer', 'site_web', 'site_app'].map(userData).join('\n')).not.toMatch(/tier-tls\/\w+\.pem/);
  expect(openPorts(resource, 'web')).toContain('8080');
});

test('an app on the web servers is called as before', () => {
  const { userData } = synthesized({ app: { source: AppSource.sample(), nodes: 0 } });
  expect(userData('site_web')).toContain(':8443 ssl default_server');
  expect(userData('site_web')).not.toContain('server-template app-');
});
