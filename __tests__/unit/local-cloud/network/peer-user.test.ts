import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { userOfPeer } from '../../../../local-cloud/network/peer-user';

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:2258 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0100007F:2258 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 2 1 0 20 4 30 10 -1
   2: 0100007F:C350 0100007F:2258 01 00000000:00000000 00:00000000 00000000  1000        0 3 1 0 20 4 30 10 -1
`;

test('finds the user at the other end of a connection, not its own', () => {
  expect(userOfPeer({ remotePort: 50_000, localPort: 8792 }, () => TABLE)).toBe(1000);
  expect(userOfPeer({ remotePort: 50_001, localPort: 8792 }, () => TABLE)).toBeUndefined();
});

test('reads the kernel’s own table', async () => {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const near = new Promise<Socket>((accepted) => server.once('connection', accepted));
  const far = connect((server.address() as AddressInfo).port, '127.0.0.1');
  try {
    expect(userOfPeer(await near)).toBe(process.getuid?.());
  } finally {
    far.destroy();
    (await near).destroy();
    server.close();
  }
});
