import { DnsRecord } from '@cdktf/provider-cloudflare/lib/dns-record';
import { DataDigitaloceanSshKey } from '@cdktf/provider-digitalocean/lib/data-digitalocean-ssh-key';
import { Droplet } from '@cdktf/provider-digitalocean/lib/droplet';
import { Firewall } from '@cdktf/provider-digitalocean/lib/firewall';
import { Tag } from '@cdktf/provider-digitalocean/lib/tag';
import { Vpc } from '@cdktf/provider-digitalocean/lib/vpc';
import { PrivateKey } from '@cdktf/provider-tls/lib/private-key';
import { SelfSignedCert } from '@cdktf/provider-tls/lib/self-signed-cert';
import {
  TerraformLocal,
  TerraformResource,
  type ITerraformDependable,
  type TerraformStack,
  type LocalExecProvisioner,
} from 'cdktf';
import { ADMINS, REGION, SIZE, SSH_KEY, ZONE_ID, type Shape } from './site';

/** Long texts that somebody has rendered already. */
export interface Texts {
  readonly webUserData: string;
  readonly appUserData: string;
  readonly webPayload: string;
  readonly appPayload: string;
  readonly gate: string;
}

interface Node {
  readonly host: string;
  readonly droplet: Droplet;
  readonly records: readonly [ITerraformDependable, ITerraformDependable];
}

const ANYWHERE = ['0.0.0.0/0', '::/0'];
const OUTBOUND = [
  ...['80', '443', '53'].map((portRange) => ({ protocol: 'tcp', portRange, destinationAddresses: ANYWHERE })),
  ...['53', '123'].map((portRange) => ({ protocol: 'udp', portRange, destinationAddresses: ANYWHERE })),
  { protocol: 'icmp', destinationAddresses: ANYWHERE },
];

/** The same resources as `withConstructs` makes, by the providers' own constructs alone. */
export function byHand(stack: TerraformStack, shapes: readonly Shape[], texts: Texts): void {
  for (const shape of shapes) new HandMadeSite(stack, shape, texts).make();
}

class HandMadeSite {
  private readonly vpcId: string;
  private readonly key: string;

  public constructor(
    private readonly stack: TerraformStack,
    private readonly shape: Shape,
    private readonly texts: Texts,
  ) {
    const { domain, ipRange } = shape;
    this.vpcId = new Vpc(stack, this.id('vpc'), {
      name: domain.replace(/\./g, '-'),
      region: REGION,
      ipRange,
    }).id;
    this.key = new DataDigitaloceanSshKey(stack, this.id('key'), { name: SSH_KEY }).fingerprint;
  }

  public make(): void {
    const { shape, texts } = this;
    const [appTag, webTag] = [this.tag('app'), this.tag('web')];
    const app = this.tier('app', shape.app, appTag, texts.appUserData, [], this.settings('app', texts.appPayload));
    const asksFor = app.flatMap(({ records }) => records);
    const web = this.tier('web', shape.web, webTag, texts.webUserData, asksFor, this.settings('web', texts.webPayload));
    const callers = web.map(({ droplet }) => `${droplet.ipv4AddressPrivate}:8000`).join(',');
    for (const node of app) this.inService(node, callers);
    for (const node of web) this.inService(node, '');
    const admins = (port: string) => ({ protocol: 'tcp', portRange: port, sourceAddresses: [ADMINS] });
    this.firewall('app', appTag, [
      admins('9180'),
      admins('9181'),
      { protocol: 'tcp', portRange: '8000', sourceTags: [webTag] },
    ]);
    this.firewall('web', webTag, [admins('9180'), admins('9181')]);
  }

  private tier(
    role: string,
    count: number,
    tag: string,
    text: string,
    asksFor: readonly ITerraformDependable[],
    settings: Readonly<Record<string, string>>,
  ): readonly Node[] {
    const { stack, shape } = this;
    const userData = new TerraformLocal(stack, this.id(`${role}-user-data`), text).asString;
    const trigger = new TerraformResource(stack, this.id(`${role}-replaced-for`), {
      terraformResourceType: 'terraform_data',
    });
    trigger.addOverride('input', { size: SIZE, domain: shape.domain });
    return Array.from({ length: count }, (_, i) => {
      const host = `${role}-${i + 1}`;
      const droplet = new Droplet(stack, this.id(host), {
        name: `${host}.${shape.domain}`,
        region: REGION,
        size: SIZE,
        image: 'ubuntu-24-04-x64',
        vpcUuid: this.vpcId,
        sshKeys: [this.key],
        tags: [tag],
        monitoring: true,
        gracefulShutdown: true,
        userData,
        dependsOn: asksFor.length > 0 ? [...asksFor] : undefined,
        timeouts: { delete: '15m' },
        lifecycle: {
          createBeforeDestroy: true,
          replaceTriggeredBy: [`terraform_data.${trigger.friendlyUniqueId}`],
        },
        provisioners: [this.waiting(host, '${self.ipv4_address}', { VERDICT: 'ready', REPORT_PATH: '/', ...settings })],
      });
      const environment = { VERDICT: 'ready', REPORT_PATH: '/', ...settings };
      const triggers = { settings: `\${sha256(${settings.SETTINGS!.slice(2, -1)})}` };
      const ready = this.gate(`${host}-ready`, host, droplet, environment, undefined, triggers);
      const record = (id: string, name: string) =>
        new DnsRecord(stack, this.id(id), {
          zoneId: ZONE_ID,
          name: `${name}.${shape.domain}`,
          type: 'A',
          content: droplet.ipv4AddressPrivate,
          ttl: 60,
          proxied: false,
          dependsOn: [ready],
        });
      return { host, droplet, records: [record(`${host}-name`, host), record(`${host}-member`, role)] as const };
    });
  }

  private inService({ host, droplet, records }: Node, callers: string): void {
    const environment = { VERDICT: 'in service', REPORT_PATH: `/in-service?checked-by=${callers}` };
    this.gate(`${host}-in-service`, host, droplet, environment, [...records], {});
  }

  private gate(
    id: string,
    host: string,
    droplet: Droplet,
    environment: Readonly<Record<string, string>>,
    dependsOn: ITerraformDependable[] | undefined,
    triggers: Readonly<Record<string, string>>,
  ): TerraformResource {
    // As the constructs do: cdktf's DataResource would run `terraform version` once for each.
    const resource = new TerraformResource(this.stack, this.id(id), {
      terraformResourceType: 'terraform_data',
      dependsOn,
      lifecycle: { createBeforeDestroy: true },
      provisioners: [this.waiting(host, droplet.ipv4Address, environment)],
    });
    resource.addOverride('triggers_replace', { droplet: droplet.id, ...triggers });
    return resource;
  }

  private waiting(host: string, address: string, environment: Readonly<Record<string, string>>): LocalExecProvisioner {
    return {
      type: 'local-exec',
      command: 'eval "$WAIT_UNTIL_READY"',
      environment: {
        WAIT_UNTIL_READY: this.texts.gate,
        NODE: `${host}.${this.shape.domain}`,
        ADDRESS: address,
        REPORT_PORT: '9180',
        TIMEOUT: '900',
        ...environment,
      },
    };
  }

  private settings(role: string, text: string): Readonly<Record<string, string>> {
    const { stack, shape } = this;
    const pair = (name: string, use: string, commonName: string) => {
      const { privateKeyPem } = new PrivateKey(stack, this.id(`${role}-${name}-key`), {
        algorithm: 'ECDSA',
        ecdsaCurve: 'P256',
      });
      const { certPem } = new SelfSignedCert(stack, this.id(`${role}-${name}-certificate`), {
        privateKeyPem,
        validityPeriodHours: 87_600,
        allowedUses: ['digital_signature', use],
        subject: [{ commonName }],
      });
      return { certPem, privateKeyPem };
    };
    const server = pair('settings', 'server_auth', `${role}.${shape.domain}`);
    const client = pair('deploy', 'client_auth', 'deploy');
    const payload = new TerraformLocal(stack, this.id(`${role}-payload`), text);
    return {
      SETTINGS: `\${nonsensitive(local.${payload.friendlyUniqueId})}`,
      SETTINGS_CA: server.certPem,
      SETTINGS_NAME: `${role}.${shape.domain}`,
      SETTINGS_PORT: '9181',
      SETTINGS_CERTIFICATE: client.certPem,
      SETTINGS_KEY: `\${nonsensitive(${client.privateKeyPem.slice(2, -1)})}`,
    };
  }

  private tag(role: string): string {
    return new Tag(this.stack, this.id(`${role}-tag`), { name: `${this.shape.domain.replace(/\./g, '-')}_${role}` })
      .name;
  }

  private firewall(
    role: string,
    tag: string,
    inboundRule: readonly { protocol: string; portRange: string; sourceAddresses?: string[]; sourceTags?: string[] }[],
  ): void {
    const name = `${this.shape.domain.replace(/\./g, '-')}-${role}`;
    new Firewall(this.stack, this.id(`${role}-firewall`), {
      name,
      tags: [tag],
      inboundRule: [...inboundRule],
      outboundRule: [
        ...OUTBOUND,
        ...['tcp', 'udp'].map((protocol) => ({
          protocol,
          portRange: 'all',
          destinationAddresses: [this.shape.ipRange],
        })),
      ],
    });
  }

  private id(name: string): string {
    return `${this.shape.domain}-${name}`;
  }
}
