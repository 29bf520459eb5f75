import { SettingsForm } from '../droplet/settings-form';

/** Settings with which the server would run code or SQL of somebody's, be somebody else, or let everybody in. */
const REFUSED = [
  ...['early_plugin_load', 'plugin_load', 'plugin_load_add', 'init_file', 'init_connect', 'init_replica', 'init_slave'],
  ...[
    'user',
    'chroot',
    'basedir',
    'secure_file_priv',
    'grant_tables',
    'require_secure_transport',
    'authentication_policy',
  ],
  ...['mandatory_roles', 'persisted_globals_load', 'lc_messages_dir', 'character_sets_dir'],
];
const PLUGINS = 'mysql_clone|auth_socket|group_replication|semisync_source|semisync_replica';
/** Where the server's own files are. */
const PATHS = '/etc/mysql/tls/|/usr/lib/mysql/|/usr/share/mysql|/var/lib/mysql|/srv/mysql/';

/** my.cnf as the settings channel may change it: one section, settings with plain values, plugins that the cluster uses. */
export const MY_CNF_FORM = SettingsForm.lines(
  [
    '',
    '#.*',
    '\\[mysqld\\]',
    `plugin_load_add = (${PLUGINS})\\.so`,
    'require_secure_transport = ON',
    `(?!(loose_|skip_|disable_|enable_|maximum_)*(${REFUSED.join('|')})( |$))[a-z][a-z0-9_]* = ((?![/\\s])|(?!.*\\.\\.)(${PATHS}))[^"#;\\\\]*`,
  ].join('|'),
);
