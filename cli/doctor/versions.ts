/** Versions that this package works with: those below were used by its suites, and the next major version may differ. */
export const SUPPORTED = {
  terraform: '>= 1.11.0, < 2.0.0',
  opentofu: '>= 1.8.0, < 2.0.0',
  node: '>= 20.19.0',
  providers: {
    'digitalocean/digitalocean': '>= 2.71.0, < 3.0.0',
    'cloudflare/cloudflare': '>= 5.14.0, < 6.0.0',
    'hashicorp/random': '>= 3.7.0, < 4.0.0',
    'hashicorp/tls': '>= 4.1.0, < 5.0.0',
  } as Readonly<Record<string, string>>,
};

type Version = readonly [number, number, number];

function parseVersion(text: string): Version {
  const [major = 0, minor = 0, patch = 0] = text
    .trim()
    .replace(/^v/, '')
    .replace(/[-+].*/, '')
    .split('.')
    .map(Number);
  return [major, minor, patch];
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/** Terraform's version constraints: `=`, `!=`, `>`, `>=`, `<`, `<=` and `~>`, several with commas between. */
export function satisfies(version: string, constraints: string): boolean {
  return constraints.split(',').every((constraint) => {
    const [, operator = '', wanted = ''] = /^\s*(=|!=|>=|<=|>|<|~>)?\s*(\S+)\s*$/.exec(constraint) ?? [];
    const order = compare(parseVersion(version), parseVersion(wanted));
    switch (operator) {
      case '>=':
        return order >= 0;
      case '<=':
        return order <= 0;
      case '>':
        return order > 0;
      case '<':
        return order < 0;
      case '!=':
        return order !== 0;
      case '~>':
        return order >= 0 && compare(parseVersion(version), nextOf(wanted)) < 0;
      default:
        return order === 0;
    }
  });
}

/** `~>` lets the last part of the version that it names grow. */
function nextOf(wanted: string): Version {
  const [major, minor] = parseVersion(wanted);
  return wanted.split('.').length > 2 ? [major, minor + 1, 0] : [major + 1, 0, 0];
}
