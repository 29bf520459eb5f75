import type { Construct } from 'constructs';
import { nodeProgram } from '../cloud-init/node-program';
import { sandbox } from '../droplet/sandbox';
import { SettingsForm } from '../droplet/settings-form';
import { outboundOf } from '../network/outbound';
import type { Choice } from '../choice';
import { recordPreflight, secretReference } from '../preflight';
import type { PropChecks } from '../validation';
import type { BoundCertificate, CertificateContext } from './bound-certificate';
import { startUnits } from '../cloud-init/start-units';

/** Which authority issues the certificate, and how the load balancers prove to it that the names are theirs. */
export interface AcmeOptions {
  /** Where the authority writes when something is wrong. */
  readonly email: string;
  /** Cloudflare API token with Zone:Read and DNS:Edit for this zone. Sensitive; a new one replaces no droplet. */
  readonly dnsToken: string;
  /** URL of the authority's ACME directory. @default - that of Let's Encrypt */
  readonly directory?: string;
  /** Of the DNS API. @default 'https://api.cloudflare.com/client/v4' */
  readonly apiEndpoint?: string;
  /** From a record's creation until all name servers have it, seconds. @default 15 */
  readonly propagationSeconds?: number;
}

const LETS_ENCRYPT = 'https://acme-v02.api.letsencrypt.org/directory';
const CLOUDFLARE = 'https://api.cloudflare.com/client/v4';

/** A failure is the unit's state; the next round tries again, long before the certificate ends. */
const UNIT = `[Unit]
Description=Certificate of this load balancer
Wants=network-online.target
After=network-online.target
[Service]
Type=oneshot
ExecStart=/usr/local/sbin/obtain-certificate
${sandbox({
  system: 'yes',
  capabilities: ['CAP_CHOWN', 'CAP_DAC_OVERRIDE', 'CAP_FOWNER', 'CAP_SETGID', 'CAP_SETUID'],
  systemCalls: ['@chown', '@setuid', '@resources'],
  compiles: true,
})}`;
const TIMER = `[Unit]
Description=Certificate of this load balancer
[Timer]
OnCalendar=*-*-* 00,12:00:00
RandomizedDelaySec=12h
Persistent=true
[Install]
WantedBy=timers.target
`;

export class AcmeCertificate implements Choice<CertificateContext, BoundCertificate> {
  private readonly options: Required<AcmeOptions>;

  public constructor(options: AcmeOptions) {
    const { directory = LETS_ENCRYPT, apiEndpoint = CLOUDFLARE, propagationSeconds = 15 } = options;
    this.options = { ...options, directory, apiEndpoint, propagationSeconds };
  }

  public check(checks: PropChecks): void {
    const { email, dnsToken, directory, apiEndpoint: api, propagationSeconds: propagation } = this.options;
    checks.check('certificate.email', email, isMailAddress, 'be a mail address', "write it like 'platform@foobar.com'");
    checks.secret('certificate.dnsToken', dnsToken);
    checks.check('certificate.directory', directory, isUrl, 'be a URL', `write it like '${LETS_ENCRYPT}'`);
    checks.check('certificate.apiEndpoint', api, isUrl, 'be a URL', `write it like '${CLOUDFLARE}'`);
    checks.wholeNumber('certificate.propagationSeconds', propagation, 0, 300);
  }

  public bind(scope: Construct, _id: string, { hostNames }: CertificateContext): BoundCertificate {
    const { email, dnsToken, directory, apiEndpoint: api, propagationSeconds: propagation } = this.options;
    recordPreflight(scope, { kind: 'acme', directory, hostNames, dnsToken: secretReference(dnsToken) });
    const hook = (verb: string) => `/usr/local/sbin/dns-challenge ${verb}`;
    const certbot = [
      ...['--agree-tos', '--no-eff-email', '--email', email, '--server', directory],
      ...['--key-type', 'ecdsa', '--elliptic-curve', 'secp256r1'],
      ...['--manual', '--preferred-challenges', 'dns'],
      ...['--manual-auth-hook', hook('present'), '--manual-cleanup-hook', hook('cleanup')],
      ...hostNames.flatMap((name) => ['--domain', name]),
    ];
    const unit = (name: string, content: string) => ({ path: `/etc/systemd/system/${name}`, content });
    return {
      parts: [
        {
          packages: ['certbot', 'python3'],
          outbound: [directory, api].flatMap(outboundOf),
          files: [
            nodeProgram(__dirname, 'dns-challenge.py'),
            nodeProgram(__dirname, 'obtain-certificate.sh'),
            { path: '/etc/acme/settings.json', content: JSON.stringify({ api, propagation_seconds: propagation }) },
            { path: '/etc/acme/arguments', content: certbot.map((argument) => `${argument}\n`).join('') },
            unit('acme-certificate.service', UNIT),
            unit('acme-certificate.timer', TIMER),
          ],
          commands: [
            // The package's own timer would renew without telling HAProxy.
            ['systemctl', 'mask', '--now', 'certbot.timer'],
            ['/usr/local/sbin/obtain-certificate'],
            startUnits('acme-certificate.timer'),
          ],
        },
      ],
      settings: [
        { files: [{ path: '/etc/acme/token', mode: '0600', form: SettingsForm.secret, content: dnsToken }], apply: [] },
      ],
    };
  }
}

function isMailAddress(text: string): boolean {
  return /^[^@\s]+@[^@\s]+$/.test(text);
}

function isUrl(text: string): boolean {
  return /^https?:\/\/[^\s/]+(\/\S*)?$/.test(text);
}
