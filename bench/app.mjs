// The least that an app can do, in one process: what is measured is the way to it.
import { createServer } from 'node:http';

const [port] = process.argv.slice(2);
const server = createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'text/plain' });
  response.end('x'.repeat(1024));
});
// nginx keeps its connections; this end must not close them first.
server.keepAliveTimeout = 75_000;
server.listen(Number(port), '127.0.0.1');
