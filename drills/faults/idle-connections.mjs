// idle-connections.mjs TO FROM COUNT: holds COUNT idle connections to port 443, making each anew that is closed. Says once how many
// were open at a time: when all are, or after 30 s.
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const [host, localAddress, count] = process.argv.slice(2);
/** At a time; making them all in one go would leave no moment to see one open. */
const BATCH = 100;
const PATIENCE_MS = 30_000;
let open = 0;
let most = 0;

function hold() {
  const socket = connect({ host, port: 443, localAddress });
  let connected = false;
  socket.on('connect', () => {
    connected = true;
    most = Math.max(most, ++open);
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    if (connected) open--;
    setTimeout(hold, 100);
  });
  socket.resume();
}

const deadline = Date.now() + PATIENCE_MS;
for (let i = 0; i < Number(count); i += BATCH) {
  for (let j = 0; j < BATCH; j++) hold();
  await wait(10);
}
while (open < Number(count) && Date.now() < deadline) await wait(50);
console.log(most);
