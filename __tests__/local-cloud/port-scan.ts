import { run } from '../../host/run';

/** Connections that are tried at the same time, and how long each has, seconds: a SYN is sent once more after one second. */
const AT_ONCE = 8000;
const PATIENCE = 1.5;
const PROGRAM = `
import resource, select, socket, sys, time
source, target, ports = sys.argv[1], sys.argv[2], range(1, int(sys.argv[3]) + 1)
resource.setrlimit(resource.RLIMIT_NOFILE, (${AT_ONCE} + 100, ${AT_ONCE} + 100))
for first in range(0, len(ports), ${AT_ONCE}):
    waiting, poll = {}, select.epoll()
    for port in ports[first:first + ${AT_ONCE}]:
        s = socket.socket()
        s.setblocking(False)
        # the port of this end is chosen by its connection: there are more of them than ports
        s.setsockopt(socket.IPPROTO_IP, 24, 1)
        s.bind((source, 0))
        s.connect_ex((target, port))
        waiting[s.fileno()] = (s, port)
        poll.register(s, select.EPOLLOUT)
    end = time.monotonic() + ${PATIENCE}
    while waiting and time.monotonic() < end:
        for fd, _ in poll.poll(max(0, end - time.monotonic())):
            s, port = waiting.pop(fd)
            poll.unregister(fd)
            if s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0:
                print(port)
            s.close()
    for s, _ in waiting.values():
        s.close()
`;

/** The TCP ports of an address, from 1 on, that accept a connection from an address of this namespace. */
export async function openPorts(namespace: string, from: string, to: string, last = 65_535): Promise<number[]> {
  const output = await run('ip', ['netns', 'exec', namespace, 'python3', '-c', PROGRAM, from, to, String(last)]);
  return output.split('\n').filter(Boolean).map(Number);
}
