import { Fn } from 'cdktf';
import type { CloudConfig } from '../cloud-init/cloud-config';
import { countTokens } from '../cloud-init/escape';
import { nodeProgram } from '../cloud-init/node-program';
import type { IProxy } from '../dns/cloudflare-proxy';
import type { NodeSettings } from '../droplet/node-settings';
import { KNOWS_PRIVATE_ADDRESS } from '../droplet/private-address';
import { WITH_NETLINK, sandbox } from '../droplet/sandbox';
import { SettingsForm } from '../droplet/settings-form';
import { CHECK_HAPROXY } from '../haproxy/check-haproxy';
import { HAPROXY_SERVICE } from '../haproxy/haproxy-sandbox';
import { serverState } from '../haproxy/name-discovery';
import { TIER_CA, startsWith } from '../haproxy/tier-tls-files';
import type { CertificateAndKey } from '../tls/bound-certificate';
import { caFile, type ServerTls } from '../tls/tier-tls';
import { HAPROXY_FILES, type HaproxyModel } from './haproxy-model';
import { renderHaproxy } from './render-haproxy';
import { renderHostNames, type HostNames } from './render-host-names';
import { renderLimits } from './render-limits';
import type { RequestLimits } from './request-limits';
import { startUnits } from '../cloud-init/start-units';

const NEEDS = [HAPROXY_FILES.limits, HAPROXY_FILES.certificate];
/** Stopping finishes open requests. Two files where the unit has one: systemd splits the variable at its spaces. */
const UNIT = `${KNOWS_PRIVATE_ADDRESS}Environment="CONFIG=${HAPROXY_FILES.limits} -f ${HAPROXY_FILES.configuration}"
KillSignal=SIGUSR1
TimeoutStopSec=20
# Every 10 ms that it is away are visitors' requests.
RestartSec=10ms
${HAPROXY_SERVICE}`;
const ROTATION_UNIT = `[Unit]
Description=This load balancer is in rotation
After=haproxy.service keepalived.service network-online.target
Wants=network-online.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/local/sbin/rotation enter
ExecStop=/usr/local/sbin/rotation leave
TimeoutStopSec=60
${sandbox({ capabilities: ['CAP_NET_ADMIN', 'CAP_NET_RAW'], writes: ['-/run/lb-failover'], families: WITH_NETLINK, seesProcesses: true })}[Install]
WantedBy=multi-user.target
`;

/** HAProxy with its configuration. It is started by the first settings (haproxySettings). */
export function haproxyParts(model: HaproxyModel): readonly CloudConfig[] {
  const configuration = renderHaproxy(model);
  const haproxy = {
    packages: ['haproxy'],
    files: [
      CHECK_HAPROXY,
      nodeProgram(__dirname, 'apply-haproxy.sh'),
      // A quarter of what a node may be told, otherwise.
      { path: HAPROXY_FILES.configuration, content: configuration, packed: countTokens(configuration) === 0 },
      {
        path: '/etc/systemd/system/haproxy.service.d/site.conf',
        content: startsWith(...NEEDS, ...(model.backend.tlsName ? [TIER_CA] : [])) + UNIT,
      },
    ],
    commands: [startUnits('haproxy.service')],
  };
  return [haproxy, serverState];
}

/** Values alone: HAProxy reads the file as root, and other keywords start programs. */
const LIMITS_FORM = SettingsForm.lines('global|  setenv [A-Z][A-Z0-9_]* [0-9]+(us|ms|s|m|h|d)?');
const NAMES_FORM = SettingsForm.lines('[a-z0-9.-]+ (serve|redirect)');
const RANGES_FORM = SettingsForm.lines('[0-9a-fA-F.:]+(/[0-9]+)?');

/** What HAProxy takes up without a restart: the certificate (unless the node fetches it itself), the limits, the site's names and what there is to know about the proxy in front. */
export function haproxySettings(
  limits: Required<RequestLimits>,
  names: HostNames,
  certificate?: CertificateAndKey,
  proxy?: IProxy,
  servers?: ServerTls,
): NodeSettings {
  const secret = (path: string, content: string, form = SettingsForm.pem) => ({ path, mode: '0600', form, content });
  return {
    files: [
      { path: HAPROXY_FILES.limits, form: LIMITS_FORM, content: renderLimits(limits) },
      { path: HAPROXY_FILES.hostNames, form: NAMES_FORM, content: renderHostNames(names) },
      ...(certificate
        ? [secret(HAPROXY_FILES.certificate, Fn.join('\n', [certificate.certificate, certificate.privateKey]))]
        : []),
      ...(proxy ? [secret(HAPROXY_FILES.proxyRanges, Fn.join('\n', [...proxy.ranges]), RANGES_FORM)] : []),
      ...(servers ? [caFile(servers)] : []),
      ...(proxy?.originPullCa ? [secret(HAPROXY_FILES.originPullCa, proxy.originPullCa)] : []),
    ],
    apply: [['apply-haproxy']],
  };
}

/** Leaves the rotation before a shutdown. */
export const rotation = (): CloudConfig => ({
  packages: ['iproute2', 'nftables', 'socat'],
  files: [
    nodeProgram(__dirname, 'rotation.sh'),
    { path: '/etc/systemd/system/in-rotation.service', content: ROTATION_UNIT },
  ],
  commands: [startUnits('in-rotation.service')],
});
