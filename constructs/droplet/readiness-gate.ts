import type { Droplet } from '@cdktf/provider-digitalocean/lib/droplet';
import { DataResource, Lazy, type ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { escapeTemplate } from '../cloud-init/escape';
import { readNodeProgram } from '../cloud-init/node-program';
import type { SettingsChannel } from './node-settings';
import { REPORT_PORT } from './readiness';

export interface GateProps {
  /** Full private name of the node. */
  readonly node: string;
  readonly droplet: Droplet;
  /** Seconds. */
  readonly timeout: number;
  readonly dependsOn?: readonly ITerraformDependable[];
}

/** Who asks a node for its health once it is found by name. */
export interface Caller {
  readonly droplets: readonly Droplet[];
  readonly port: number;
}

/** What depends on this waits until the node has its settings and is ready, or the deploy fails and says why. */
export function readyGate(scope: Construct, id: string, props: GateProps, settings?: SettingsChannel): DataResource {
  const environment = { VERDICT: 'ready', REPORT_PATH: '/', ...settings?.environment };
  return gate(scope, id, props, environment, settings && { settings: settings.digest });
}

/**
 * Waits until the node is in service under its names: until all who should send it work have checked its health. The droplet that
 * it takes the place of leaves after this, however long names are remembered on the way.
 */
export function inServiceGate(scope: Construct, id: string, props: GateProps, callers: () => readonly Caller[]): void {
  const path = Lazy.stringValue({
    produce: () => {
      const list = callers().flatMap(({ droplets, port }) =>
        droplets.map((one) => `${one.ipv4AddressPrivate}:${port}`),
      );
      return `/in-service?checked-by=${list.join(',')}`;
    },
  });
  gate(scope, id, props, { VERDICT: 'in service', REPORT_PATH: path });
}

function gate(
  scope: Construct,
  id: string,
  { node, droplet, timeout, dependsOn }: GateProps,
  environment: Readonly<Record<string, string>>,
  triggers?: Readonly<Record<string, string>>,
): DataResource {
  return new DataResource(scope, id, {
    triggersReplace: { droplet: droplet.id, ...triggers },
    dependsOn: dependsOn && [...dependsOn],
    provisioners: [
      {
        type: 'local-exec',
        // By way of the environment: Terraform repeats the command in what it prints.
        command: 'eval "$WAIT_UNTIL_READY"',
        environment: {
          WAIT_UNTIL_READY: escapeTemplate(readNodeProgram(__dirname, 'wait-until-ready.sh')),
          NODE: node,
          ADDRESS: droplet.ipv4Address,
          REPORT_PORT: String(REPORT_PORT),
          TIMEOUT: String(timeout),
          ...environment,
        },
      },
    ],
  });
}
