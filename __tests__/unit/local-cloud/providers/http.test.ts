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
