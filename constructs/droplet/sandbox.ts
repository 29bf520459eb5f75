/** What a service keeps of the rights that a sandbox takes away. */
export interface SandboxOptions {
  /** Capabilities of root that it uses, such as `CAP_NET_ADMIN`. @default none */
  readonly capabilities?: readonly string[];
  /** Paths below which it writes, beside its own State-, Runtime- and LogsDirectory; a leading `-` where one may be missing. @default none */
  readonly writes?: readonly string[];
  /** `yes` leaves /etc, /var and /run writable: for programs that write what others configure. @default 'strict' */
  readonly system?: 'strict' | 'yes';
  /** Address families of its sockets. @default AF_UNIX AF_INET AF_INET6 */
  readonly families?: readonly string[];
  /** Sets of system calls beyond `@system-service` less `@privileged @resources`. @default none */
  readonly systemCalls?: readonly string[];
  /** It sees other processes, in /proc or to send them signals. @default false */
  readonly seesProcesses?: boolean;
  /** It compiles code while it runs, as Node.js or LuaJIT do. @default false */
  readonly compiles?: boolean;
  /** It takes a real-time priority. @default false */
  readonly realtime?: boolean;
}

/** With the sockets by which programs learn the addresses of the node. */
export const WITH_NETLINK = ['AF_UNIX', 'AF_INET', 'AF_INET6', 'AF_NETLINK'];

/** `ip`, run by anybody but root, gives its capabilities away first, and ends without a word when it cannot. */
export const CALLS_OF_IP = ['capset'];

const ALWAYS = `NoNewPrivileges=yes
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictNamespaces=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
KeyringMode=private
SystemCallArchitectures=native
SystemCallErrorNumber=EPERM
`;

/** Lines of a unit's section [Service]: the service can do what it is for, and little else when it is taken over. */
export function sandbox(options: SandboxOptions = {}): string {
  const { capabilities = [], writes = [], systemCalls = [] } = options;
  const families = options.families ?? ['AF_UNIX', 'AF_INET', 'AF_INET6'];
  return [
    ALWAYS.trimEnd(),
    ...(options.realtime ? [] : ['RestrictRealtime=yes']),
    `ProtectSystem=${options.system ?? 'strict'}`,
    `CapabilityBoundingSet=${capabilities.join(' ')}`,
    ...(writes.length > 0 ? [`ReadWritePaths=${writes.join(' ')}`] : []),
    `RestrictAddressFamilies=${families.join(' ')}`,
    'SystemCallFilter=@system-service',
    'SystemCallFilter=~@privileged @resources',
    ...(systemCalls.length > 0 ? [`SystemCallFilter=${systemCalls.join(' ')}`] : []),
    ...(options.seesProcesses ? [] : ['ProtectProc=invisible', 'ProcSubset=pid']),
    ...(options.compiles ? [] : ['MemoryDenyWriteExecute=yes']),
    '',
  ].join('\n');
}
