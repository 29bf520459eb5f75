import { renderTable } from '../../host/table';
import { isPrimary, shortName, type Member } from './member';

/** A line for each node. */
export function renderMembers(members: readonly Member[]): string {
  return renderTable([['NODE', 'ROLE', 'STATE', 'BEHIND', 'VOLUME', 'MYSQL'], ...members.map(row)]);
}

function row(member: Member): string[] {
  const { status } = member;
  if (!status) return [shortName(member.node), '', 'unreachable', '', '', ''];
  const { server } = status;
  const role = isPrimary(member) ? 'primary' : server?.state === 'ONLINE' ? 'replica' : '';
  const behind = role === 'replica' ? String(server!.behind) : '';
  const volume = `${status.volumeUsed} %`;
  return [shortName(member.node), role, server?.state ?? 'down', behind, volume, server?.version ?? ''];
}
