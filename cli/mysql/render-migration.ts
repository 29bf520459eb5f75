import { renderTable } from '../../host/table';
import type { DatabaseName } from './managed-cluster';
import type { MigrationStatus } from './migration';

/** A line for each of the two databases. */
export function renderMigration({ serving, lacks, follows, managed, primary }: MigrationStatus): string {
  const line = (name: DatabaseName, state: string) => [
    name,
    serving.includes(name) ? 'yes' : '',
    state,
    String(lacks[name]),
  ];
  return renderTable([
    ['DATABASE', 'SERVES', 'FOLLOWS', 'LACKS'],
    line('self-hosted', follows ? `yes, on ${primary}` : 'no'),
    line('managed', managed === 'none' ? 'no' : managed),
  ]);
}
