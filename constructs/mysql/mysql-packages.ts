import { Token } from 'cdktf';
import type { PropChecks } from '../validation';

/** Long-term support releases of MySQL's own repository: 9.7 until 2034, 8.4 until 2032. */
export const MYSQL_TRACKS = ['9.7', '8.4'] as const;

/** Images whose archive has no MySQL server. */
const WITHOUT_MYSQL = ['debian-13-x64'];

/** Where the nodes of a cluster get the server from. */
export class MysqlPackages {
  /**
   * MySQL's own APT repository, the same version on each image. Its signing key comes with this package. Updates of the track are installed when a
   * node restarts, one node after the other (`rebootWindow`).
   */
  public static vendor(): MysqlPackages {
    return new MysqlPackages('vendor');
  }

  /**
   * The archive of the nodes' image, with the version that it has: 8.0 on Ubuntu 24.04, which MySQL ended in April 2026, and 8.4 on Ubuntu 26.04. Debian has
   * none. Its security updates restart the server on the day that they appear.
   */
  public static distribution(): MysqlPackages {
    return new MysqlPackages('distribution');
  }

  private constructor(
    /** @internal */
    public readonly kind: 'vendor' | 'distribution',
  ) {}
}

/** The server and its origin. */
export interface MysqlServerChoice {
  /** A long-term support release of MySQL, '9.7' or '8.4', of which nodes get the updates. @default '9.7' */
  readonly version?: string;
  /** Where its packages come from. @default MysqlPackages.vendor() */
  readonly packages?: MysqlPackages;
}

/** As the nodes install it. */
export interface ServerPackage {
  readonly name: string;
  /** Of MySQL's own repository; '' for what the image's archive has. */
  readonly track: string;
}

/** Of a version that `checkServerChoice` reports, the default. */
export function resolveServerPackage({ version, packages }: MysqlServerChoice): ServerPackage {
  return packages?.kind === 'distribution'
    ? { name: 'mysql-server', track: '' }
    : { name: 'mysql-community-server', track: MYSQL_TRACKS.find((track) => track === version) ?? MYSQL_TRACKS[0] };
}

export function checkServerChoice(checks: PropChecks, image: string, { version, packages }: MysqlServerChoice): void {
  if (packages?.kind !== 'distribution') {
    if (version !== undefined && checks.requireResolved('version', version))
      checks.oneOf('version', version, MYSQL_TRACKS);
    return;
  }
  checks.require(
    version === undefined,
    'version',
    'be left out with MysqlPackages.distribution()',
    version,
    'the archive of the image decides',
  );
  checks.require(
    Token.isUnresolved(image) || !WITHOUT_MYSQL.includes(image),
    'packages',
    'be those of an archive that has MySQL',
    image,
    "Debian has none: leave 'packages' out, or use image: 'ubuntu-24-04-x64'",
  );
}
