/** The nodes' programs for MySQL's packages, with the droplets' real apt and repository, in their file system: no site is needed for that. */
import { readNodeProgram } from '../../constructs/cloud-init/node-program';
import { SIGNING_KEY_FILE, keyForNodes } from '../../constructs/mysql/mysql-signing-key';
import { renderPreferences } from '../../constructs/mysql/server-packages';
import { run } from '../../host/run';
import { imageOf } from '../../local-cloud/image/build';
import { settings } from './site';

const MINUTE = 60_000;

/** The same packages as a later release, signed by another key that takes the place of the first. */
const NEWER = `cp -a /usr/share/droplet-repository/repo.mysql.com /newer
for deb in /newer/apt/debian/pool/*.deb; do
  dpkg-deb -R "$deb" /content
  sed -i 's/-1debian13/-2debian13/g' /content/DEBIAN/control
  rm "$deb"
  dpkg-deb -Znone -b /content /newer/apt/debian/pool >/dev/null
  rm -r /content
done
cd /newer/apt/debian
apt-ftparchive packages pool >dists/trixie/mysql-9.7-lts/binary-amd64/Packages 2>/dev/null
apt-ftparchive -o APT::FTPArchive::Release::Codename=trixie -o APT::FTPArchive::Release::Components=mysql-9.7-lts \
  -o APT::FTPArchive::Release::Architectures=amd64 release dists/trixie >/Release
export GNUPGHOME=/gnupg
mkdir -m 700 /gnupg
gpg -q --batch --pinentry-mode loopback --passphrase '' --quick-generate-key newer ed25519 sign never
gpg -q --batch --yes --output dists/trixie/InRelease --clearsign /Release
mount --bind /newer /usr/share/droplet-repository/repo.mysql.com
`;

const SCRIPT = `say() { echo "== $1: $2"; }
installed() { dpkg-query -W -f '\${Version}' mysql-community-server 2>/dev/null || :; }
apt-wait update >/dev/null
mysql-packages >/dev/null
say installed "$(installed)"
say source "$(cat /etc/apt/sources.list.d/mysql.sources | tr '\\n' ';')"
say policy "$([ -e /usr/sbin/policy-rc.d ] && echo left || echo gone)"
say common "$(apt-cache policy mysql-common | sed -n 's/^  Candidate: //p')"
say flask "$(apt-cache policy python3-flask | sed -n 's/^  Candidate: //p')"
mysql-updates look >/dev/null
say unchanged "$(ls /var/lib/mysql-packages)"
${NEWER}
rm -rf /var/lib/apt/lists/repo.mysql.com*
say foreign "$(mysql-updates look 2>&1 >/dev/null | grep -o 'not signed\\|Missing key' | sort -u | tr '\\n' ';')"
gpg --armor --export >/newer/local-cloud.asc
mysql-updates look >/dev/null
say pending "$(cut -d' ' -f1 /var/lib/mysql-packages/pending) $(cat /run/reboot-required.pkgs)"
data=$(sha256sum /var/lib/mysql/mysql.ibd)
mysql-updates renew
say same-boot "$(installed)"
sed -i 's/ .*/ another-boot/' /var/lib/mysql-packages/pending
mysql-updates renew >/dev/null 2>&1
say next-boot "$(installed) $(ls /var/lib/mysql-packages)"
say data "$([ "$data" = "$(sha256sum /var/lib/mysql/mysql.ibd)" ] && echo untouched)"
say old "$(dpkg-query -W 'mysql-*' | grep -c -- -1debian13)"
sed -i 's/^TRACK=.*/TRACK=8.4/' /etc/mysql-cluster/env
sed -i 's/9\\.7/8.4/' /etc/apt/preferences.d/mysql
say other-track "$(apt-cache policy mysql-community-server | sed -n 's/^  Candidate: //p')"
`;

/** In mounts of its own, above the droplets' file system, which stays as it is. */
async function inDroplet(script: string): Promise<Record<string, string>> {
  const { base, repository } = imageOf(settings);
  const files: Readonly<Record<string, string>> = {
    '/usr/local/sbin/apt-wait': readNodeProgram('constructs/cloud-init', 'apt-wait.sh'),
    '/usr/local/sbin/mysql-packages': readNodeProgram('constructs/mysql', 'mysql-packages.sh'),
    '/usr/local/sbin/mysql-updates': readNodeProgram('constructs/mysql', 'mysql-updates.sh'),
    '/etc/apt/preferences.d/mysql': renderPreferences('9.7'),
    '/etc/mysql-cluster/env': 'SERVER_PACKAGE=mysql-community-server\nTRACK=9.7\n',
    '/script': script,
  };
  const encoded = Object.entries({
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [path, Buffer.from(text).toString('base64')])),
    [SIGNING_KEY_FILE]: keyForNodes(),
  });
  const written = encoded.map(
    ([path, text]) => `mkdir -p "$(dirname /mnt/root${path})"; echo '${text}' | base64 -d >/mnt/root${path}\n`,
  );
  const input = `set -eu
mount -t tmpfs tmpfs /mnt
mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay overlay -o lowerdir=${base},upperdir=/mnt/upper,workdir=/mnt/work /mnt/root
mount --bind ${repository} /mnt/root/usr/share/droplet-repository
mount -t proc proc /mnt/root/proc
mount --rbind /dev /mnt/root/dev
${written.join('')}chmod 755 /mnt/root/usr/local/sbin/*
exec chroot /mnt/root bash -eu /script
`;
  const printed = await run('unshare', ['-m', 'bash'], { input });
  return Object.fromEntries([...printed.matchAll(/^== ([\w-]+): (.*)$/gm)].map(([, name, said]) => [name!, said!]));
}

test(
  'a node installs MySQL from its own repository, and an update of its track with the next boot',
  async () => {
    const said = await inDroplet(SCRIPT);
    expect(said).toMatchObject({
      installed: expect.stringMatching(/^9\.7\.\d+-1debian13$/) as string,
      source: expect.stringContaining(
        'URIs: https://repo.mysql.com/apt/debian/;Suites: trixie;Components: mysql-9.7-lts;',
      ) as string,
      policy: 'gone',
      common: said.installed,
      flask: expect.stringMatching(/^\d/) as string,
      unchanged: 'seen',
      // By a key that the node does not know.
      foreign: expect.stringMatching(/not signed|Missing key/) as string,
      'same-boot': said.installed,
      pending: `${said.installed!.replace('-1debian13', '-2debian13')} mysql-community-server`,
      'next-boot': `${said.installed!.replace('-1debian13', '-2debian13')} seen`,
      // What a package writes into the data would be a transaction that no other member has.
      data: 'untouched',
      // No part of the server stays behind.
      old: '0',
      'other-track': '(none)',
    });
  },
  5 * MINUTE,
);
