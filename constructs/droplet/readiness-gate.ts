import type { Droplet } from '@cdktf/provider-digitalocean/lib/droplet';
import { Lazy, TerraformResource, TerraformSelf, type ITerraformDependable, type LocalExecProvisioner } from 'cdktf';
import type { Construct } from 'constructs';
import { escapeTemplate } from '../cloud-init/escape';
import { readNodeProgram } from '../cloud-init/node-program';
import type { DropletGroupProps } from './droplet-group-props';
import type { SettingsChannel } from './node-settings';
import { REPORT_PORT } from './ports';
import { terraformData } from '../terraform-data';

export interface GateProps {
  /** Full private name of the node. */
  readonly node: string;
  readonly droplet: Droplet;
  /** Seconds. */
  readonly timeout: number;
  readonly dependsOn?: readonly ITerraformDependable[];
  /**
   * As the droplet is. A tier that is made after this one's names spreads create-before-destroy to its gates, and when that tier is taken away,
   * Terraform would find a cycle between its destruction and a gate that is not replaced so.
   */
  readonly createBeforeDestroy: boolean;
}

/** Of a node of a group. */
export function gateOf(host: string, droplet: Droplet, props: DropletGroupProps): GateProps {
  const { network, volume } = props;
  return { node: network.nameOf(host), droplet, timeout: timeoutOf(props), createBeforeDestroy: !volume };
}

/** Seconds until a new node is ready. */
export function timeoutOf({ readinessTimeout = 900, additionalReadinessTimeout = 0 }: DropletGroupProps): number {
  return readinessTimeout + additionalReadinessTimeout;
}

/** What depends on this waits until the node has its settings and is ready, or the deploy fails and says why. */
export function readyGate(
  scope: Construct,
  id: string,
  props: GateProps,
  settings: SettingsChannel,
): TerraformResource {
  const environment = { VERDICT: 'ready', REPORT_PATH: '/', RETRY: 'yes', ...settings.environment };
  return gate(scope, id, props, environment, { settings: settings.digest });
}

/**
 * A droplet that is not made good in the deploy that creates it is tainted: the next deploy replaces it, whatever the cause was. One with a
 * volume, which is attached later, has done its part when it reports.
 */
export function bornReady(
  node: string,
  timeout: number,
  until: 'ready' | 'up',
  settings: SettingsChannel,
): LocalExecProvisioner {
  const wanted = until === 'up' ? { UNTIL_UP: 'yes' } : settings.environment;
  const address = TerraformSelf.getString('ipv4_address');
  return waiting(node, address, timeout, { VERDICT: until, REPORT_PATH: '/', ...wanted });
}

/**
 * Waits until the node is in service under its names: until all who should send it work have checked its health. The droplet that
 * it takes the place of leaves after this, however long names are remembered on the way.
 */
export function inServiceGate(
  scope: Construct,
  id: string,
  props: GateProps,
  callers: () => readonly string[],
): TerraformResource {
  const path = Lazy.stringValue({ produce: () => `/in-service?checked-by=${callers().join(',')}` });
  return gate(scope, id, props, { VERDICT: 'in service', REPORT_PATH: path });
}

function gate(
  scope: Construct,
  id: string,
  { node, droplet, timeout, dependsOn, createBeforeDestroy }: GateProps,
  environment: Readonly<Record<string, string>>,
  triggers?: Readonly<Record<string, string>>,
): TerraformResource {
  const resource = terraformData(scope, id, {
    dependsOn: dependsOn && [...dependsOn],
    lifecycle: createBeforeDestroy ? { createBeforeDestroy } : undefined,
    provisioners: [waiting(node, droplet.ipv4Address, timeout, environment)],
  });
  resource.addOverride('triggers_replace', { droplet: droplet.id, ...triggers });
  return resource;
}

function waiting(
  node: string,
  address: string,
  timeout: number,
  environment: Readonly<Record<string, string>>,
): LocalExecProvisioner {
  return {
    type: 'local-exec',
    // By way of the environment: Terraform repeats the command in what it prints.
    command: 'eval "$WAIT_UNTIL_READY"',
    environment: {
      WAIT_UNTIL_READY: escapeTemplate(readNodeProgram(__dirname, 'wait-until-ready.sh')),
      NODE: node,
      ADDRESS: address,
      REPORT_PORT: String(REPORT_PORT),
      TIMEOUT: String(timeout),
      ...environment,
    },
  };
}
