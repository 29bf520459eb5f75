import { RECEIVED } from '../../constructs/monitoring/journal-nodes';
import { get, onNode } from './site';

/** Host names of the nodes by which a monitoring droplet has lines with `pattern`, a regular expression. */
export async function writers(watcher: string, pattern: string): Promise<readonly string[]> {
  const said = await onNode(
    watcher,
    `journalctl -q -D ${RECEIVED} -o json --output-fields=_HOSTNAME -g '${pattern}' || [ $? = 1 ]`,
  );
  const lines = said.split('\n').filter(Boolean);
  const names = lines.map((line) => (JSON.parse(line) as { _HOSTNAME: string })._HOSTNAME.split('.')[0]!);
  // What a droplet calls itself in the first second of its life.
  return [...new Set(names)].filter((name) => name !== 'localhost').sort();
}

/** Every message that a monitoring droplet has, of all nodes. */
export function messages(watcher: string): Promise<string> {
  return onNode(watcher, `journalctl -q -D ${RECEIVED} -o cat`);
}

/** Asks the site, and gives the id of the request and the web server that had it. */
export async function request(path = '/path'): Promise<{ readonly id: string; readonly webServer: string }> {
  const answer = await get(path, '-D', '-');
  const [, id] = /x-request-id: (\S+)/i.exec(answer)!;
  const [, webServer] = /"web_server": ?"([^"]+)"/.exec(answer)!;
  return { id: id!, webServer: webServer! };
}

/** What the port for journals answers to a node: an HTTP status, 000 without one. `options` are curl's. */
export function answerToJournal(from: string, options: string): Promise<string> {
  const to = 'https://monitoring-1.int.foobar.com:19532/upload';
  return onNode(
    from,
    `curl -s -m 5 -o /dev/null -w '%{http_code}' -H 'Content-Type: application/vnd.fdo.journal' --data-binary '' ${options} ${to} || :`,
  );
}
