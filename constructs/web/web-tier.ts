import { Construct } from 'constructs';
import type { CloudConfig } from '../cloud-init/cloud-config';
import type { Access } from '../droplet/access';
import { DropletGroup, type NodeProps } from '../droplet/droplet-group';
import type { NodeSettings } from '../droplet/node-settings';
import { httpCheck } from '../droplet/readiness';
import type { PrivateNetwork } from '../network/private-network';
import type { Connection } from '../service-proxy/connection';
import { checkListeners } from '../service-proxy/check-listeners';
import { serviceProxy } from '../service-proxy/service-proxy';
import { PropChecks } from '../validation';
import { NGINX_DRAIN, WEB_PORT, renderNginxLimits, renderNginxSite, type NginxModel } from './render-nginx';
import { TIERS } from '../tiers';

export interface WebTierProps extends NodeProps {
  readonly network: PrivateNetwork;
  readonly access: Access;
  /** Droplets to run. @default 2 */
  readonly nodes?: number;
  /** @default 's-1vcpu-2gb' */
  readonly size?: string;
  /** The app behind nginx: of a tier of its own (`AppTier.connection()`), or on these droplets (`colocatedApp()`). */
  readonly app: Connection;
  /** Largest request body, bytes; changes without replacing nodes. @default 10485760 (10 MiB) */
  readonly maxBodyBytes?: number;
  /** Files that nginx serves itself: path below /static/ -> text. @default none */
  readonly staticFiles?: Readonly<Record<string, string>>;
}

/** Nginx on droplets of their own: static files, everything else to the app. */
export class WebTier extends Construct {
  public static readonly PORT = WEB_PORT;
  public readonly group: DropletGroup;

  public constructor(scope: Construct, id: string, props: WebTierProps) {
    super(scope, id);
    const checks = new PropChecks(this);
    const maxBodyBytes = props.maxBodyBytes ?? 10 * 1024 * 1024;
    checks.wholeNumber('maxBodyBytes', maxBodyBytes, 1024, 1024 ** 3);
    for (const path of Object.keys(props.staticFiles ?? {})) {
      const fits = /^[\w.-]+(\/[\w.-]+)*$/.test(path) && !path.includes('..');
      checks.require(fits, 'staticFiles', 'name paths below /static/', path, "write them like 'css/site.css'");
    }
    checkListeners(checks, props.app.listeners);
    this.group = new DropletGroup(this, 'Resource', {
      ...props,
      role: TIERS.web.role,
      nodes: props.nodes ?? 2,
      size: props.size ?? 's-1vcpu-2gb',
      parts: [
        ...props.app.parts,
        ...serviceProxy(props.app.listeners),
        nginx({ trustedRange: props.network.ipRange, privatePaths: props.app.privatePaths }, props.staticFiles ?? {}),
      ],
      settings: [nginxSettings(maxBodyBytes)],
      asksFor: props.app.tier,
      readiness: { nginx: httpCheck(`http://127.0.0.1:${WEB_PORT}/healthz`), ...props.app.readiness },
      inService: props.app.inService,
      loss: { takesDown: 'the site', drill: 'web-vanished' },
    });
    props.app.allowFrom(this.group);
  }
}

function nginxSettings(maxBodyBytes: number): NodeSettings {
  return {
    files: [{ path: '/etc/nginx/conf.d/limits.conf', content: renderNginxLimits({ maxBodyBytes }) }],
    apply: [
      ['nginx', '-t'],
      ['systemctl', 'reload-or-restart', 'nginx.service'],
    ],
  };
}

function nginx(model: NginxModel, staticFiles: Readonly<Record<string, string>>): CloudConfig {
  return {
    packages: ['nginx'],
    files: [
      { path: '/etc/nginx/conf.d/site.conf', content: renderNginxSite(model) },
      { path: '/etc/systemd/system/nginx.service.d/drain.conf', content: NGINX_DRAIN },
      { path: '/var/www/site/refused.txt', content: 'This cannot be answered.\n' },
      ...Object.entries(staticFiles).map(([path, content]) => ({ path: `/var/www/site/static/${path}`, content })),
    ],
    commands: [
      ['rm', '-f', '/etc/nginx/sites-enabled/default'],
      ['mkdir', '-p', '/var/www/site/static'],
      ['systemctl', 'daemon-reload'],
      ['systemctl', 'restart', 'nginx.service'],
    ],
  };
}
