// idle-connections.mjs TO FROM COUNT: holds COUNT idle connections to port 443, making each anew that is closed. Says once how many
// were open at a time after 5 s.
import { connect } from 'node:net';

const [host, localAddress, count] = process.argv.slice(2);
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

for (let i = 0; i < Number(count); i++) hold();
setTimeout(() => console.log(most), 5000);
