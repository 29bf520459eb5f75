import { onNode } from './site';

const DAEMONS = ['haproxy.service', 'nginx.service', 'keepalived.service'];
/** Units that this package has written, an instance of each template, and the daemons, where they are. */
const LEVELS = `cd /etc/systemd/system
for unit in $(find . -maxdepth 1 -type f -name '*.service' -printf '%f ' | sed 's/@\\.service/@test.service/g') ${DAEMONS.join(' ')}; do
  [ "$(systemctl show -p LoadState --value "$unit")" = loaded ] || continue
  systemd-analyze security --no-pager "$unit" 2>&1 | sed -n 's/.*exposure level for \\(.*\\): \\([0-9.]*\\) .*/\\1 \\2/p'
done`;

/** What `systemd-analyze security` says of them on a node, 0 to 10. */
export async function exposureLevels(node: string): Promise<Readonly<Record<string, number>>> {
  const lines = (await onNode(node, LEVELS)).trim().split('\n');
  return Object.fromEntries(
    lines.map((line) => {
      const [unit, level] = line.split(' ');
      return [unit!, Number(level)];
    }),
  );
}
