import { BLACK_HOLES } from '../../constructs/droplet/baseline';
import { run } from '../../host/run';

/**
 * Two hosts; what the second one sends in packets over 700 bytes is lost, without a word. Prints curl's exit code and how much of an answer of 20,000
 * bytes came. Packets are as they would be on a wire: no larger ones that a network card would cut.
 */
const SCRIPT = (settings: string) => `
set -e
ip link set lo up
unshare --net sleep 60 & far=$!
sleep 0.5
ip link add near type veth peer name far netns $far
ip address add 10.9.0.1/24 dev near; ip link set near up
on_far() { nsenter -t $far -n "$@"; }
on_far sh -c 'ip link set lo up; ip address add 10.9.0.2/24 dev far; ip link set far gso_max_segs 1 up'
echo '${settings.trim().split('\n').join(' ')}' | xargs nsenter -t $far -n sysctl -qw
dir=$(mktemp -d); head -c 20000 /dev/zero > $dir/page
on_far python3 -m http.server -d $dir --bind 10.9.0.2 8080 >/dev/null 2>&1 & server=$!
for i in $(seq 50); do curl -fs -m 1 -o /dev/null http://10.9.0.2:8080/page && break; sleep 0.1; done
nft 'table netdev lossy { chain in { type filter hook ingress device near priority 0; meta length > 700 drop; }; }'
curl -s -m 6 -o /dev/null -w '%{size_download}\\n' http://10.9.0.2:8080/page || true
kill $server $far; rm -r $dir
`;

function received(settings: string): Promise<string> {
  return run('unshare', [
    '--net',
    '--mount',
    '--pid',
    '--fork',
    '--kill-child',
    '--mount-proc',
    'bash',
    '-c',
    SCRIPT(settings),
  ]);
}

test('an answer of a node arrives by a path that loses full packets; with what is preset it would not', async () => {
  const [preset, ours] = await Promise.all([received('net.ipv4.tcp_mtu_probing=0'), received(BLACK_HOLES)]);
  expect([preset.trim(), ours.trim()]).toEqual(['0', '20000']);
}, 60_000);
