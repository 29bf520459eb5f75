import { COMMAND } from '../../../host/command-name';
import type { RuleGroup } from './alert-rule';

/** The name of the node at an address that may be silent: what it was called when it was last heard. */
export const NODE_AT_ADDRESS =
  '{{ with printf "last_over_time(site_node_info{address=\'%s\'}[1d])" $labels.address | query }}{{ . | first | label "node" }}{{ else }}{{ $labels.address }}{{ end }}';

/** Each once: the database's volume is mounted under several names, and some systems mount their root once more below /usr. */
export const DISKS = '{fstype=~"ext4|xfs|overlay",mountpoint!~"/(usr|var/lib)/.+"}';
/** Share of each that is free. */
export const DISK_LEFT = `node_filesystem_avail_bytes${DISKS} / node_filesystem_size_bytes${DISKS}`;
/** Of a node that is new, its first minutes say nothing about the day. */
const FULL_IN_A_DAY = `predict_linear(node_filesystem_avail_bytes${DISKS}[1h], 86400) < 0 and node_filesystem_avail_bytes${DISKS} offset 30m`;
const NAMED = '* on (instance) group_left (node) site_node_info';

/** Single nodes, whatever they do. */
export function nodeAlerts(): RuleGroup {
  return {
    name: 'nodes',
    alerts: [
      {
        name: 'NodeDown',
        expression: 'up{job="node"} == 0',
        // A node that a deploy replaces is asked for until its old name is forgotten.
        for: '3m',
        severity: 'ticket',
        summary: `${NODE_AT_ADDRESS} does not answer`,
        impact: 'Its tier has one node less.',
        firstStep: `npx cdktf deploy makes it anew; a database node: ${COMMAND} mysql status.`,
      },
      {
        name: 'ExporterDown',
        expression: 'up{job!~"node|site"} == 0',
        for: '3m',
        severity: 'ticket',
        summary: `${NODE_AT_ADDRESS}: nothing is known of its {{ $labels.job }}`,
        impact: 'None for visitors, unless the service itself is gone.',
        firstStep: `\`systemctl --failed\` on it. A database node that was made before there was monitoring: ${COMMAND} mysql replace.`,
      },
      {
        name: 'FactsMissing',
        expression: 'time() - site_facts_timestamp_seconds > 120',
        for: '1m',
        severity: 'ticket',
        summary: '{{ $labels.node }} has told nothing about itself for {{ $value | humanizeDuration }}',
        impact: 'None for visitors; alerts about this node may not come.',
        firstStep: '`journalctl -u site-facts -n 20` on it.',
      },
      {
        name: 'DiskFull',
        expression: `(${DISK_LEFT} < 0.4 and ${FULL_IN_A_DAY} or ${DISK_LEFT} < 0.08) ${NAMED}`,
        for: '1m',
        severity: 'page',
        summary:
          '{{ $labels.node }}: {{ $labels.mountpoint }} has {{ $value | humanizePercentage }} left and is full within a day',
        impact: 'A full disk ends what writes to it; a database primary hands over before that.',
        firstStep: '`du -xh / --max-depth=2 | sort -h | tail`; a data volume: make it larger (volumeGb).',
      },
      {
        name: 'UnitsFailed',
        expression: 'site_failed_units > 0',
        for: '2m',
        severity: 'ticket',
        summary: '{{ $labels.node }} has {{ $value }} failed units',
        impact: 'It depends on the units.',
        firstStep: '`systemctl --failed` on it, then `journalctl -u UNIT -n 20`.',
      },
      {
        name: 'WorkerCrashLoops',
        expression: 'increase(site_app_worker_restarts_total[10m]) > 4',
        for: '0s',
        severity: 'ticket',
        summary: "{{ $labels.node }}: the app's worker {{ $labels.worker }} ends again and again",
        impact: 'None for requests; what the worker does is late, or not done.',
        firstStep: '`journalctl -u app-worker-{{ $labels.worker }} -n 50` on it.',
      },
      {
        name: 'ScheduleFailed',
        expression: 'site_app_schedule_failed > 0',
        for: '1m',
        severity: 'ticket',
        summary: "{{ $labels.node }}: the app's schedule {{ $labels.schedule }} has failed, or could not run",
        impact: 'What the schedule does is not done until its next time.',
        firstStep: '`journalctl -u app-schedule-{{ $labels.schedule }} -n 50` on it.',
      },
      {
        name: 'BootstrapFailed',
        expression: 'site_cloud_init_ok == 0',
        for: '15m',
        severity: 'ticket',
        summary: '{{ $labels.node }} was not bootstrapped as it should be',
        impact: 'The deploy has failed, too, and the old nodes go on.',
        firstStep: '`tail -50 /var/log/cloud-init-output.log` on it, then npx cdktf deploy.',
      },
      {
        name: 'RebootPending',
        expression: 'time() - site_reboot_required_since_seconds > 7 * 86400',
        for: '5m',
        severity: 'ticket',
        summary: '{{ $labels.node }} waits for a restart for {{ $value | humanizeDuration }}',
        impact: 'It runs code with known faults.',
        firstStep: '`reboot-window why-not` on it names what keeps it from restarting at night.',
      },
      {
        name: 'SshFailures',
        expression: 'increase(site_ssh_failures_total[10m]) > 20',
        for: '0s',
        severity: 'ticket',
        summary: '{{ $labels.node }}: {{ $value | humanize }} logins by ssh have failed in ten minutes',
        impact: 'None. Somebody inside adminCidrs, or on another node, tries keys.',
        firstStep: '`journalctl -t sshd -t sshd-session --since -15min` on it: from where?',
      },
      {
        name: 'ConfigurationDrift',
        expression: 'site_drifted_files > 0',
        for: '2m',
        severity: 'ticket',
        summary: '{{ $labels.node }}: {{ $value }} files are not as they were deployed',
        impact: 'The next node of this tier will differ from this one.',
        firstStep: '`site-facts drift` on it names them. Bring the change into the code, or the file back.',
      },
    ],
  };
}
