import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import {
  decode,
  encode,
  streamDecode,
  streamEncode,
  RECURSION_DESIRED,
  AUTHORITATIVE_ANSWER,
  TRUNCATED_RESPONSE,
  type Answer,
  type Packet,
  type Question,
} from 'dns-packet';
import { EDGE_ADDRESS } from '../addresses';
import type { NetworkState, RecordSpec } from '../runtime';

const REFUSED = 5;
const NXDOMAIN = 3;

/** The zones' records and nothing else. A name without the asked type is an empty answer, another zone is refused. */
export function answerQuery(query: Packet, state: NetworkState): Packet {
  const question = query.questions?.[0];
  const name = question?.name.toLowerCase() ?? '';
  const zone = state.zones.find((one) => name === one.name || name.endsWith(`.${one.name}`));
  const reply = (rcode: number, answers: Answer[] = []): Packet => ({
    type: 'response',
    id: query.id,
    flags: ((query.flags ?? 0) & RECURSION_DESIRED) | AUTHORITATIVE_ANSWER | rcode,
    questions: query.questions,
    answers,
  });
  if (!question || !zone) return reply(REFUSED);
  const ofName = zone.records.filter((record) => record.name === name);
  if (ofName.length === 0) {
    const hasChildren = zone.records.some((record) => record.name.endsWith(`.${name}`));
    return reply(hasChildren || name === zone.name ? 0 : NXDOMAIN);
  }
  return reply(0, answersFor(question, ofName, zone.records));
}

function answersFor(question: Question, ofName: readonly RecordSpec[], all: readonly RecordSpec[]): Answer[] {
  const { name, type } = question;
  if (type === 'A' && ofName.some((record) => record.proxied))
    return [{ type: 'A', name, ttl: 300, data: EDGE_ADDRESS }];
  const alias = ofName.find((record) => record.type === 'CNAME');
  if (alias && type !== 'CNAME') {
    const target = all.filter((record) => record.name === alias.content.toLowerCase());
    return [
      answer(name, alias),
      ...answersFor(
        { name: alias.content, type },
        target,
        all.filter((record) => record !== alias),
      ),
    ];
  }
  return ofName.filter((record) => record.type === type).map((record) => answer(name, record));
}

function answer(name: string, record: RecordSpec): Answer {
  const ttl = record.ttl === 1 ? 300 : record.ttl;
  switch (record.type) {
    case 'A':
    case 'AAAA':
    case 'CNAME':
    case 'NS':
      return { type: record.type, name, ttl, data: record.content };
    case 'CAA': {
      const [, flags, tag, value] = /^(\d+) (\w+) "([^"]*)"$/.exec(record.content)!;
      return { type: 'CAA', name, ttl, data: { flags: Number(flags), tag: tag as 'issue', value: value! } };
    }
    case 'TXT':
      return { type: 'TXT', name, ttl, data: chunksOf(record.content.replace(/^"|"$/g, '')) };
    case 'MX': {
      const [preference, exchange] = record.content.split(' ');
      return { type: 'MX', name, ttl, data: { preference: Number(preference), exchange: exchange! } };
    }
    case 'SRV': {
      const [priority, weight, port, target] = record.content.split(' ');
      const numbers = { priority: Number(priority), weight: Number(weight), port: Number(port) };
      return { type: 'SRV', name, ttl, data: { ...numbers, target: target! } };
    }
  }
}

/** A text record holds strings of at most 255 bytes each. */
function chunksOf(text: string): Buffer[] {
  const bytes = Buffer.from(text);
  const count = Math.max(1, Math.ceil(bytes.length / 255));
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * 255, (i + 1) * 255));
}

/** Every address of a name, for the edge. */
export function lookup(name: string, state: NetworkState): string[] {
  const answers = answerQuery({ type: 'query', questions: [{ type: 'A', name }] }, state).answers ?? [];
  return answers.flatMap((one) => (one.type === 'A' ? [one.data] : []));
}

/** Without EDNS a UDP answer has room for this many bytes; a longer one asks the client to come again over TCP. */
const UDP_LIMIT = 512;

function encodeForUdp(reply: Packet, query: Packet): Buffer {
  const room = query.additionals?.find((one) => one.type === 'OPT')?.udpPayloadSize ?? 0;
  const whole = encode(reply);
  if (whole.length <= Math.max(room, UDP_LIMIT)) return whole;
  return encode({ ...reply, answers: [], flags: (reply.flags ?? 0) | TRUNCATED_RESPONSE });
}

/** Answers on UDP and TCP port 53 of an address, from the state as it is then. */
export async function serveResolver(address: string, state: () => NetworkState): Promise<void> {
  const respond = (message: Packet): Packet => {
    try {
      return answerQuery(message, state());
    } catch {
      return { type: 'response', id: message.id, flags: 2, questions: message.questions };
    }
  };
  const udp = createSocket('udp4');
  udp.on('message', (message, from) => {
    try {
      const query = decode(message);
      udp.send(encodeForUdp(respond(query), query), from.port, from.address);
    } catch {
      // Not a DNS packet: no answer, as any server does.
    }
  });
  await new Promise<void>((resolve, reject) => udp.once('error', reject).bind(53, address, resolve));
  const tcp = createServer((socket) => {
    const chunks: Buffer[] = [];
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      const all = Buffer.concat(chunks);
      if (all.length < 2 || all.length < all.readUInt16BE(0) + 2) return;
      try {
        socket.end(streamEncode(respond(streamDecode(all))));
      } catch {
        socket.destroy();
      }
    });
  });
  await new Promise<void>((resolve, reject) => tcp.once('error', reject).listen(53, address, resolve));
}
