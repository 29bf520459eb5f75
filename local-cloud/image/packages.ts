/** In every droplet from the start: what DigitalOcean's images have and user-data silently relies on. */
export const BASE_PACKAGES = [
  ...['systemd', 'systemd-sysv', 'systemd-resolved', 'dbus', 'libpam-systemd', 'libnss-systemd', 'udev'],
  ...['cloud-init', 'cloud-guest-utils', 'openssh-server', 'sudo', 'adduser', 'locales'],
  ...['iproute2', 'iputils-ping', 'netbase', 'nftables', 'ca-certificates', 'curl', 'gnupg', 'git', 'jq'],
  ...['python3', 'apt-utils', 'logrotate', 'cron', 'rsyslog', 'less', 'procps', 'psmisc', 'e2fsprogs', 'xfsprogs'],
];

/** What user-data may install, with all that these need. Another package fails in the droplet with apt's own message. */
export const REPOSITORY_PACKAGES = [
  ...['haproxy', 'nginx', 'keepalived', 'mysql-server', 'mysql-client', 'gunicorn', 'python3-pymysql', 'python3-flask'],
  ...['python3-cryptography', 'nodejs', 'socat', 'chrony', 'unattended-upgrades', 'prometheus-node-exporter'],
  ...['conntrack', 'netcat-openbsd', 'systemd-journal-remote'],
  ...['age', 'zstd', 'acl', 'unzip', 'tcpdump', 'python3-venv', 'libfaketime'],
  'rclone',
  'certbot',
  ...['prometheus', 'prometheus-alertmanager', 'prometheus-blackbox-exporter'],
  ...['prometheus-mysqld-exporter', 'prometheus-nginx-exporter'],
];

/**
 * MySQL's server is in sid alone. It runs on trixie's libc; only these runtime libraries must be newer, so they are pinned
 * by name and everything else stays trixie's.
 */
export const FROM_SID = [
  ...['src:mysql-9.7', 'mysql-server', 'mysql-server-core', 'mysql-client', 'mysql-client-core'],
  ...['libstdc++6', 'libgcc-s1', 'gcc-16-base', 'libatomic1'],
  ...['libgoogle-perftools4t64', 'libtcmalloc-minimal4t64', 'libunwind8'],
];

/** Not useful, or wrong, in a container. */
export const MASKED_UNITS = [
  ...[
    'systemd-udevd.service',
    'systemd-udevd-control.socket',
    'systemd-udevd-kernel.socket',
    'systemd-udev-trigger.service',
  ],
  ...['systemd-udev-settle.service', 'systemd-timesyncd.service', 'systemd-networkd-wait-online.service'],
  ...['apt-daily.timer', 'apt-daily-upgrade.timer', 'apt-daily.service', 'apt-daily-upgrade.service'],
  ...['e2scrub_all.timer', 'e2scrub_reap.service', 'fstrim.timer', 'man-db.timer', 'dpkg-db-backup.timer'],
  ...['systemd-tmpfiles-clean.timer', 'getty@tty1.service', 'console-getty.service', 'getty-static.service'],
  ...['container-getty@.service', 'systemd-remount-fs.service', 'dev-hugepages.mount', 'sys-kernel-debug.mount'],
  ...['sys-kernel-tracing.mount', 'systemd-pcrphase.service', 'systemd-growfs-root.service'],
  ...['systemd-modules-load.service', 'systemd-binfmt.service', 'proc-sys-fs-binfmt_misc.automount'],
  'cloud-init-hotplugd.socket',
];

/** Programs that systemd runs at each reload, for what a container has not (disks, terminals, the kernel's command line): half of a reload's time. */
export const MASKED_GENERATORS = [
  ...['systemd-debug-generator', 'systemd-getty-generator', 'systemd-gpt-auto-generator', 'systemd-run-generator'],
  ...['systemd-hibernate-resume-generator', 'systemd-rc-local-generator', 'systemd-ssh-generator'],
  ...['systemd-system-update-generator', 'systemd-tpm2-generator'],
];

export const SUITE = 'trixie';
