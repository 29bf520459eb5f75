import type { MemberStatus } from '../../../../cli/mysql/member';

/** What a node says of a server that is in its place. */
export function onlineServer(primary: boolean): NonNullable<MemberStatus['server']> {
  return {
    version: '9.7.4',
    state: 'ONLINE',
    primary,
    writable: primary,
    behind: 0,
    members: [],
    gtids: '',
    awaitsRestart: false,
  };
}
