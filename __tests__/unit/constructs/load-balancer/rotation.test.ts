import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const PROGRAM = join(__dirname, '../../../../constructs/load-balancer/node/rotation.sh');
const PEER = '203.0.113.200:443 192.0.2.10:40000';

describe('whether a load balancer can hand the address over', () => {
  let directory: string;
  beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'rotation-'))));
  afterAll(() => rmSync(directory, { recursive: true }));

  /** How many of the connections that `ss` shows stand in the way. */
  function busy(...connections: string[]): number {
    writeFileSync(join(directory, 'ss'), `#!/bin/sh\ncat <<'END'\n${connections.join('\n')}\nEND\n`, { mode: 0o755 });
    const PATH = directory + delimiter + process.env.PATH;
    return Number(execFileSync('sh', [PROGRAM, 'busy'], { env: { ...process.env, PATH } }));
  }

  test.each([
    ['an idle connection does not', `ESTAB 0 0 ${PEER} cubic lastsnd:9000 lastrcv:9000 lastack:9000`, 0],
    ['one whose client has just said something does', `ESTAB 0 0 ${PEER} cubic lastsnd:20 lastrcv:40 lastack:20`, 1],
    ['one whose client is saying something does', `ESTAB 0 0 ${PEER} cubic lastsnd:500 lastack:20`, 1],
    ['a request that HAProxy has not read does', `ESTAB 120 0 ${PEER} cubic lastrcv:900`, 1],
    ['an answer that the client has not confirmed does', `FIN-WAIT-1 0 99 ${PEER} timer:(on,200ms,0) lastrcv:900`, 1],
    ['one that it has let two retries pass of does not', `FIN-WAIT-1 0 99 ${PEER} timer:(on,1.2sec,2) lastrcv:900`, 0],
    ['a connection in the making does', `SYN-RECV 0 0 ${PEER} timer:(on,500ms,0)`, 1],
  ])('%s', (_title, connection, expected) => {
    expect(busy(connection)).toBe(expected);
  });

  test('all of them count', () => {
    expect(busy(`ESTAB 0 7 ${PEER} lastrcv:900`, `ESTAB 0 0 ${PEER} lastrcv:900`, `SYN-RECV 0 0 ${PEER}`)).toBe(2);
  });
});
