import { WITH_NETLINK, sandbox } from '../droplet/sandbox';

/**
 * HAProxy's master is root: it binds ports, opens the certificate, changes its root directory and its user, and signals its workers. Its regular expressions are
 * compiled (PCRE).
 */
const SANDBOX = sandbox({
  capabilities: [
    ...['CAP_CHOWN', 'CAP_DAC_OVERRIDE', 'CAP_FOWNER', 'CAP_KILL', 'CAP_NET_BIND_SERVICE'],
    ...['CAP_SETGID', 'CAP_SETUID', 'CAP_SYS_CHROOT', 'CAP_SYS_RESOURCE'],
  ],
  writes: ['/run'],
  families: WITH_NETLINK,
  systemCalls: ['@chown', '@setuid', '@resources', 'chroot'],
  compiles: true,
});

/** Lines of a drop-in, in its section [Service]. HAProxy starts again however often it has ended: systemd's limit would leave it down for good. */
export const HAPROXY_SERVICE = `${SANDBOX}[Unit]
StartLimitIntervalSec=0
`;
