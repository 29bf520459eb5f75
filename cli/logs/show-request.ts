import { print, printableJson } from '../../host/terminal';
import { connect } from '../connect';
import { EXIT } from '../exit-code';
import type { SiteSelection } from '../project/find-site';
import { checkRequestId, followRequest } from './follow-request';
import { renderLog } from './render-log';

export interface RequestOptions {
  readonly json?: true;
  readonly hours: number;
}

/** Prints what all tiers have written about a request. */
export async function showRequest(
  id: string | undefined,
  selection: SiteSelection,
  { json, hours }: RequestOptions,
): Promise<void> {
  checkRequestId(id);
  const followed = await followRequest((await connect(selection)).nodes, id, hours);
  print(json ? printableJson(followed) : renderLog(id, followed));
  process.exitCode = followed.lines.length > 0 ? EXIT.ok : EXIT.finding;
}
