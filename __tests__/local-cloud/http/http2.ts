import type { Chain } from './chain';
import { HOST } from './chain-model';

/** A frame as RFC 9113 has it, byte for byte: clients of libraries send none that are wrong. */
export function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(9);
  header.writeUIntBE(payload.length, 0, 3);
  header[3] = type;
  header[4] = flags;
  header.writeUInt32BE(stream, 5);
  return Buffer.concat([header, payload]);
}

const [HEADERS, SETTINGS, PING, GOAWAY, CONTINUATION] = [1, 4, 6, 7, 9];
const [ACK, END_STREAM, END_HEADERS] = [1, 1, 4];
const PREFACE = Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), frame(SETTINGS, 0, 0)]);
/** GET / by https, of the static table of HPACK, and the host as text. */
const FIELDS = Buffer.concat([Buffer.from([0x82, 0x84, 0x87, 0x41, HOST.length]), Buffer.from(HOST)]);

export const ping = (): Buffer => frame(PING, 0, 0, Buffer.alloc(8));

/** The header of a request, a byte a frame. */
export function scattered(stream: number): Buffer {
  const rest = [...FIELDS.subarray(1)].map((byte, i, { length }) =>
    frame(CONTINUATION, i === length - 1 ? END_HEADERS : 0, stream, Buffer.from([byte])),
  );
  return Buffer.concat([frame(HEADERS, END_STREAM, stream, FIELDS.subarray(0, 1)), ...rest]);
}

/** The window of each stream is smaller than before, while one is open. */
export function shrinking(n: number): Buffer {
  const setting = Buffer.alloc(6);
  setting.writeUInt16BE(4);
  setting.writeUInt32BE(60_000 - n, 2);
  return frame(SETTINGS, 0, 0, setting);
}

/** A request whose body never ends. */
export const opened = (stream: number): Buffer => frame(HEADERS, END_HEADERS, stream, FIELDS);

interface Ended {
  /** Error code of the GOAWAY, if there was one: 11 stands for "enhance your calm". */
  readonly goaway?: number;
  /** The frames of pings that were answered. */
  readonly pongs: number;
  /** Within three seconds after the last frame. */
  readonly closed: boolean;
}

/** Sends frames over one connection, and at the end a ping more. */
export async function send(chain: Chain, frames: readonly Buffer[]): Promise<Ended> {
  const socket = chain.connectTls({}, { ALPNProtocols: ['h2'] });
  const received: Buffer[] = [];
  socket.on('data', (data: Buffer) => received.push(data));
  // Written to after its end.
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('secureConnect', resolve));
  const ended = new Promise<boolean>((resolve) => {
    socket.once('end', () => resolve(true));
    socket.once('close', () => resolve(true));
    setTimeout(() => resolve(false), 3000);
  });
  for (const one of [PREFACE, ...frames, ping()]) socket.write(one);
  const closed = await ended;
  socket.destroy();
  let pongs = 0;
  let goaway: number | undefined;
  const all = Buffer.concat(received);
  for (let at = 0; at + 9 <= all.length; at += 9 + all.readUIntBE(at, 3)) {
    if (all[at + 3] === PING && all[at + 4] === ACK) pongs++;
    if (all[at + 3] === GOAWAY) goaway = all.readUInt32BE(at + 13);
  }
  return { goaway, pongs, closed };
}
