/** Makes a user of the system's own, who cannot log in, once. */
export function systemUser(name: string, home?: string): readonly string[] {
  const directory = home === undefined ? '--no-create-home' : `--home-dir ${home}`;
  const make = `useradd --system ${directory} --shell /usr/sbin/nologin ${name}`;
  return ['sh', '-c', `id -u ${name} >/dev/null 2>&1 || ${make}`];
}
