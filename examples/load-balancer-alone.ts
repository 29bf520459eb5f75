/** A load balancer in front of servers that somebody else made: known by the names that resolve to them. */
import type { TerraformStack } from 'cdktf';
import {
  Access,
  Backend,
  CloudflareProxy,
  Failover,
  LoadBalancer,
  PrivateNetwork,
  SiteRecords,
  TlsCertificate,
  TrafficPolicy,
  Zone,
} from 'cdktf-web-infrastructure';

export function loadBalancerAlone(stack: TerraformStack): void {
  const { zoneId } = new Zone(stack, 'zone', { name: 'foobar.com' });
  const network = new PrivateNetwork(stack, 'network', {
    region: 'ams3',
    ipRange: '10.30.0.0/24',
    domain: 'int.foobar.com',
    zoneId,
  });
  const access = new Access(stack, 'access', { sshKeys: ['platform-team'], adminCidrs: ['198.51.100.0/24'] });
  const loadBalancer = new LoadBalancer(stack, 'load-balancer', {
    network,
    access,
    hostNames: ['shop.foobar.com'],
    backend: Backend.named({ tierName: 'shop.int.foobar.com', port: 3000, healthCheck: { path: '/health' } }),
    traffic: TrafficPolicy.leastConnections(),
    // Both load balancers serve; Cloudflare goes to the other when one does not answer.
    failover: Failover.edge(),
    certificate: TlsCertificate.cloudflareOrigin(),
    proxy: new CloudflareProxy(stack, 'proxy', { zoneId }),
  });
  new SiteRecords(stack, 'records', { zoneId, hostNames: ['shop.foobar.com'], addresses: loadBalancer.addresses });
}
