import { Annotations } from 'cdktf';
import type { Construct } from 'constructs';
import type { Choice } from '../../choice';
import { backupNodes, backupSettings } from './backup-nodes';
import type { BackupsContext, BoundBackups } from './bound-backups';

export class NoBackups implements Choice<BackupsContext, BoundBackups> {
  public check(): void {}

  public bind(scope: Construct): BoundBackups {
    Annotations.of(scope).addWarning(
      'MySQL without backups: replicas copy a mistake at once, and nothing brings back what it has destroyed (use MysqlBackups.toSpaces())',
    );
    return { part: backupNodes, settings: backupSettings({ enabled: false }, '') };
  }
}
