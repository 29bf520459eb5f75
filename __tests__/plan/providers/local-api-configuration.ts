import type { KeyAndCertificate } from '../../../local-cloud/authority';

const SSH_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFl4vvBKPWPYKdgJ0BG1DUCSMwaBHPqWmGB0qgGwqnvJ team';

const SHOP = '${digitalocean_database_cluster.shop.id}';

const IN_DOMAIN = { domain: '${digitalocean_domain.shop.id}' };

/** Of everything that the stand-ins have; what differs between two of them is changed in place. */
export const configuration = (uploaded: KeyAndCertificate, size: string, volumeGb: number, ttl: number) => ({
  terraform: {
    required_providers: {
      digitalocean: { source: 'digitalocean/digitalocean' },
      cloudflare: { source: 'cloudflare/cloudflare' },
      random: { source: 'hashicorp/random' },
      tls: { source: 'hashicorp/tls' },
    },
  },
  data: {
    digitalocean_database_ca: { shop: { cluster_id: SHOP } },
    cloudflare_zone: { zone: { filter: { name: 'foobar.com' } } },
    cloudflare_ip_ranges: { edge: {} },
  },
  resource: {
    digitalocean_vpc: { main: { name: 'main', region: 'fra1', ip_range: '10.20.0.0/24' } },
    digitalocean_tag: { web: { name: 'web' } },
    digitalocean_ssh_key: { team: { name: 'team', public_key: SSH_KEY } },
    digitalocean_droplet: {
      web: {
        count: 2,
        name: 'web-${count.index + 1}',
        image: 'ubuntu-24-04-x64',
        region: 'fra1',
        size,
        monitoring: true,
        vpc_uuid: '${digitalocean_vpc.main.id}',
        ssh_keys: ['${digitalocean_ssh_key.team.id}'],
        tags: ['${digitalocean_tag.web.id}'],
        user_data: '#cloud-config\n',
      },
    },
    digitalocean_volume: {
      data: { name: 'data', region: 'fra1', size: volumeGb, initial_filesystem_type: 'ext4' },
    },
    digitalocean_volume_attachment: {
      data: { droplet_id: '${digitalocean_droplet.web[0].id}', volume_id: '${digitalocean_volume.data.id}' },
    },
    digitalocean_database_cluster: {
      shop: {
        name: 'shop',
        engine: 'mysql',
        version: '8',
        size: 'db-s-1vcpu-2gb',
        region: 'fra1',
        node_count: 2,
        private_network_uuid: '${digitalocean_vpc.main.id}',
        maintenance_window: [{ day: 'monday', hour: '03:00' }],
        tags: ['${digitalocean_tag.web.id}'],
      },
    },
    digitalocean_database_db: { app: { cluster_id: SHOP, name: 'app' } },
    digitalocean_database_user: { app: { cluster_id: SHOP, name: 'app' } },
    digitalocean_database_firewall: {
      shop: { cluster_id: SHOP, rule: [{ type: 'tag', value: '${digitalocean_tag.web.id}' }] },
    },
    digitalocean_database_replica: {
      reader: {
        cluster_id: SHOP,
        name: 'shop-reader',
        region: 'fra1',
        size: volumeGb > 10 ? 'db-s-2vcpu-4gb' : 'db-s-1vcpu-2gb',
      },
    },
    digitalocean_database_mysql_config: {
      shop: { cluster_id: SHOP, wait_timeout: 900, long_query_time: 0.5, slow_query_log: true },
    },
    digitalocean_certificate: {
      web: { name: 'web', private_key: uploaded.key, leaf_certificate: uploaded.certificate },
    },
    digitalocean_project: {
      shop: { name: 'shop', purpose: 'Shops', environment: 'production', description: `${volumeGb} GiB` },
    },
    digitalocean_project_resources: {
      shop: {
        project: '${digitalocean_project.shop.id}',
        resources: ['${digitalocean_volume.data.urn}', '${digitalocean_domain.shop.urn}'],
      },
    },
    digitalocean_domain: {
      shop: { name: 'example.com', ip_address: '192.0.2.1' },
      other: { name: 'example.org' },
    },
    digitalocean_record: {
      www: { ...IN_DOMAIN, type: 'A', name: 'www', value: '192.0.2.1', ttl },
      alias: { ...IN_DOMAIN, type: 'CNAME', name: 'alias.example.com.', value: 'www.example.com.' },
      mail: { ...IN_DOMAIN, type: 'MX', name: 'example.com.', value: '@', priority: 0 },
      sip: { ...IN_DOMAIN, type: 'SRV', name: '_sip._tcp', value: 'sip.example.net.', priority: 1, weight: 0, port: 0 },
      issuer: { ...IN_DOMAIN, type: 'CAA', name: '@', value: 'letsencrypt.org.', flags: 0, tag: 'issue' },
      contact: { ...IN_DOMAIN, type: 'CAA', name: '@', value: 'mailto:ca@example.com', flags: 0, tag: 'iodef' },
    },
    digitalocean_reserved_ip: { front: { region: 'fra1' } },
    digitalocean_reserved_ip_assignment: {
      front: {
        ip_address: '${digitalocean_reserved_ip.front.ip_address}',
        droplet_id: '${digitalocean_droplet.web[0].id}',
        depends_on: ['digitalocean_volume_attachment.data'],
      },
    },
    digitalocean_firewall: {
      web: {
        name: 'web',
        tags: ['${digitalocean_tag.web.id}'],
        inbound_rule: [
          { protocol: 'tcp', port_range: '443', source_addresses: '${data.cloudflare_ip_ranges.edge.ipv4_cidrs}' },
          { protocol: 'icmp', source_tags: ['${digitalocean_tag.web.id}'] },
        ],
        outbound_rule: [{ protocol: 'tcp', port_range: 'all', destination_addresses: ['0.0.0.0/0', '::/0'] }],
      },
    },
    digitalocean_monitor_alert: {
      web: {
        description: 'CPU of web',
        type: 'v1/insights/droplet/cpu',
        compare: 'GreaterThan',
        value: volumeGb > 10 ? 90 : 80,
        window: '5m',
        tags: ['${digitalocean_tag.web.id}'],
        alerts: { email: ['a@example.com'], slack: [{ channel: '#a', url: 'https://example.com/hook' }] },
      },
      shop: {
        description: 'disk of shop',
        type: 'v1/dbaas/alerts/disk_utilization_alerts',
        compare: 'GreaterThan',
        value: 80,
        window: '5m',
        entities: [SHOP],
        alerts: { email: ['a@example.com'] },
      },
    },
    digitalocean_uptime_check: {
      www: { name: 'www', target: 'https://www.foobar.com/', regions: ['us_east', 'eu_west'] },
    },
    digitalocean_uptime_alert: {
      down: {
        check_id: '${digitalocean_uptime_check.www.id}',
        name: 'down',
        type: 'down_global',
        comparison: 'less_than',
        threshold: 1,
        period: volumeGb > 10 ? '5m' : '2m',
        notifications: { email: ['a@example.com'] },
      },
    },
    cloudflare_dns_record: {
      www: {
        zone_id: '${data.cloudflare_zone.zone.zone_id}',
        name: 'www.foobar.com',
        type: 'A',
        content: '${digitalocean_reserved_ip.front.ip_address}',
        ttl: 1,
        proxied: true,
      },
      node: {
        zone_id: '${data.cloudflare_zone.zone.zone_id}',
        name: 'web-1.int.foobar.com',
        type: 'A',
        content: '${digitalocean_droplet.web[0].ipv4_address_private}',
        ttl,
        comment: 'private',
      },
    },
    cloudflare_zone: {
      second: { name: 'example.net', account: { id: '${data.cloudflare_zone.zone.account.id}' }, paused: true },
    },
    cloudflare_zone_setting: {
      ssl: { zone_id: '${data.cloudflare_zone.zone.zone_id}', setting_id: 'ssl', value: 'strict' },
    },
    random_password: { root: { length: 20, special: false } },
    tls_private_key: { origin: { algorithm: 'ECDSA', ecdsa_curve: 'P256' } },
    tls_cert_request: {
      origin: {
        private_key_pem: '${tls_private_key.origin.private_key_pem}',
        subject: [{ common_name: 'foobar.com' }],
        dns_names: ['*.foobar.com', 'foobar.com'],
      },
    },
    cloudflare_origin_ca_certificate: {
      origin: {
        csr: '${tls_cert_request.origin.cert_request_pem}',
        hostnames: ['*.foobar.com', 'foobar.com'],
        request_type: 'origin-ecc',
        requested_validity: 5475,
      },
    },
  },
});
