import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { JsonClient, type HttpError } from '../../../../local-cloud/providers/http';

describe('the endpoint of a stand-in', () => {
  it.each([
    'https://api.digitalocean.com',
    'http://10.0.0.1',
    'http://127.0.0.1.example.com',
    'http://localhost.evil.example',
  ])('may not be %s', (endpoint) => {
    expect(() => new JsonClient('digitalocean', endpoint, null)).toThrow(
      `talks to loopback only, not to ${new URL(endpoint).hostname}`,
    );
  });

  it.each(['http://127.0.0.1:8790', 'http://localhost', 'http://[::1]:1', 'http://127.1.2.3/client/v4'])(
    'may be %s',
    (endpoint) => {
      expect(() => new JsonClient('cloudflare', endpoint, null)).not.toThrow();
    },
  );
});

describe('an answer of the API', () => {
  it('that is an error has the status and the words, and never the token', async () => {
    const server = createServer((_, response) => response.writeHead(422).end('{"message":"no such size"}'));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    try {
      const client = new JsonClient(
        'digitalocean',
        `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        's3cret',
      );
      const error = (await client.post('/v2/droplets', {}).catch((caught: unknown) => caught)) as HttpError;
      expect(error).toMatchObject({ status: 422, message: expect.stringContaining('no such size') as string });
      expect(error.message).not.toContain('s3cret');
    } finally {
      server.close();
    }
  });
});

describe('a connection that is cut', () => {
  /** Cuts the first connections, and gives what the next request got and how many there were. */
  async function afterCuts(cuts: number): Promise<{ result: unknown; requests: number }> {
    let requests = 0;
    const server = createServer((request, response) => {
      if (++requests <= cuts) request.socket.destroy();
      else response.end('{"id":1}');
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    try {
      const client = new JsonClient('cloudflare', `http://127.0.0.1:${(server.address() as AddressInfo).port}`, null);
      const result: unknown = await client.post('/zones', {}).catch((error: Error) => error.message);
      return { result, requests };
    } finally {
      server.close();
    }
  }

  it('is tried again twice, as the real providers do', async () => {
    expect(await afterCuts(2)).toEqual({ result: { id: 1 }, requests: 3 });
  });

  it('is an error after that', async () => {
    expect(await afterCuts(3)).toMatchObject({
      result: expect.stringContaining('POST http://127.0.0.1') as string,
      requests: 3,
    });
  });
});
