import ipaddr from 'ipaddr.js';
import type { Check, DoctorContext } from '../check';
import { failure, ok, skipped, type Finding } from '../finding';
import type { PlannedStack, Values } from '../../project/planned-stack';

/** Where a deploy asks each node whether it is ready. */
const REPORT_PORT = '9180';

/** A deploy from elsewhere makes the droplets and then waits in vain for the first one. */
export const adminAddress: Check = {
  id: 'admin-cidrs',
  title: 'whether nodes let this machine in, which waits for them during a deploy',
  async run(context) {
    const cidrs = adminCidrs(context.stack);
    if (cidrs.length === 0) return [];
    if (context.env.READINESS_PROXY) return [skipped('a deploy reaches the nodes through READINESS_PROXY')];
    return [await finding(context, cidrs)];
  },
};

async function finding({ ownAddress }: DoctorContext, cidrs: readonly string[]): Promise<Finding> {
  let address: string;
  try {
    address = await ownAddress();
  } catch (error) {
    return skipped(`this machine's address is not known (${(error as Error).message})`, 'give it with --address');
  }
  return cidrs.some((cidr) => contains(cidr, address))
    ? ok(`this machine's address ${address} is in adminCidrs`)
    : failure(
        `this machine's address ${address} is not in adminCidrs (${cidrs.join(', ')}): a deploy from here waits in vain for the first node`,
        `add '${address}/${address.includes(':') ? 128 : 32}', or deploy through a bastion with READINESS_PROXY`,
      );
}

/** Ranges that reach the readiness report of every node. */
function adminCidrs(stack: PlannedStack): readonly string[] {
  const rules = stack
    .resources('digitalocean_firewall')
    .flatMap(({ values }) => (values.inbound_rule ?? []) as readonly Values[])
    .filter((rule) => rule.port_range === REPORT_PORT && rule.protocol === 'tcp');
  const ranges = rules.flatMap((rule) => (rule.source_addresses ?? []) as readonly unknown[]);
  return [...new Set(ranges.flatMap((range) => stack.text(range) ?? []))];
}

function contains(cidr: string, address: string): boolean {
  try {
    const [range, bits] = cidr.includes('/')
      ? ipaddr.parseCIDR(cidr)
      : [ipaddr.parse(cidr), cidr.includes(':') ? 128 : 32];
    const own = ipaddr.process(address);
    return own.kind() === range.kind() && own.match(range, bits);
  } catch {
    return false;
  }
}
