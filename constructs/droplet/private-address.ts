import { WITH_NETLINK, sandbox } from './sandbox';

const FILE = '/run/private-address';

/** Once a boot: only the node itself knows its private address, which stays the same for as long as the droplet lives. */
export const PRIVATE_ADDRESS_UNIT = `[Unit]
Description=Finds the private address of this node
After=network-online.target
Wants=network-online.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'until on-private-address sh -c "echo PRIVATE_IP=ADDRESS >${FILE}"; do sleep 0.2; done'
TimeoutStartSec=infinity
${sandbox({ writes: ['/run'], families: WITH_NETLINK })}`;

/** In a unit, or a drop-in of one: it starts with PRIVATE_IP in its environment, and not without it. */
export const KNOWS_PRIVATE_ADDRESS = `[Unit]
Wants=private-address.service
After=private-address.service
[Service]
EnvironmentFile=${FILE}
`;
