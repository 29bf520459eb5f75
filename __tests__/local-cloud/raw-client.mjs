// raw-client.mjs, run inside the local cloud's network with a JSON job on standard input: opens a connection, writes bytes as they
// are, and prints what came back: { connected, error, status, head, body, answeredAfterMs, closedAfterMs }. For input that no HTTP
// library sends.
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { host, port, from, tls, send, seconds } = JSON.parse(Buffer.concat(chunks).toString());

const target = { host, port, localAddress: from };
const socket = tls ? connectTls({ ...target, ...tls }) : connect(target);
const begun = Date.now();
const received = [];
const outcome = { connected: false };

function finish() {
  const text = Buffer.concat(received).toString('latin1');
  const [head, ...rest] = text.split('\r\n\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d+)/.exec(text)?.[1]) || undefined;
  const result = JSON.stringify({ ...outcome, status, head, body: rest.join('\r\n\r\n') });
  process.stdout.write(result, () => process.exit(0));
}

socket.on(tls ? 'secureConnect' : 'connect', () => {
  outcome.connected = true;
  if (send) socket.write(Buffer.from(send, 'base64'));
});
socket.on('data', (data) => {
  outcome.answeredAfterMs ??= Date.now() - begun;
  received.push(data);
});
socket.on('error', (error) => (outcome.error = error.code ?? error.message));
socket.on('close', () => {
  outcome.closedAfterMs = Date.now() - begun;
  finish();
});
setTimeout(finish, seconds * 1000);
