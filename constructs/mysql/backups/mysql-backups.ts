import { checkShapes } from '../../check-shapes';
import { ChoiceOf } from '../../choice';
import type { BackupsContext, BoundBackups } from './bound-backups';
import { NoBackups } from './no-backups';
import { SpacesBackups, type SpacesBackupsOptions } from './spaces-backups';

/** Where a cluster's backups go. Nodes are the same with and without: backups are switched on without replacing one. */
export class MysqlBackups extends ChoiceOf<BackupsContext, BoundBackups> {
  /** To a bucket of DigitalOcean Spaces, or of whatever else speaks the S3 API; encrypted on the nodes. */
  public static toSpaces(options: SpacesBackupsOptions): MysqlBackups {
    checkShapes('MysqlBackups.toSpaces', { options });
    return new MysqlBackups(new SpacesBackups(options));
  }

  /** Nowhere: replicas copy a mistake at once. Synth warns. */
  public static none(): MysqlBackups {
    return new MysqlBackups(new NoBackups());
  }
}
