import { AppSource } from '../../constructs/app/app-source';

/** How long app-2 answers 204, seconds; then it is late by 0.7 to 2 s. */
const EMPTY_SECONDS = 20;

/**
 * An app that a lenient check would take for well: on app-1 its health check is redirected, as frameworks do that want https; on app-2
 * it first has nothing to say, and then comes late.
 */
const PROGRAM = `import os, socket, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

redirects = socket.gethostname().startswith('app-1')
first = None

class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_GET(self):
        global first
        first = first or time.monotonic()
        empty = time.monotonic() - first < ${EMPTY_SECONDS}
        if not redirects and not empty:
            time.sleep(1.5)
        self.send_response(301 if redirects else 204 if empty else 200)
        self.send_header('Location', 'https://www.foobar.com/healthz')
        if redirects or not empty:
            self.send_header('Content-Length', '0')
        self.end_headers()

ThreadingHTTPServer((os.environ['HOST'], int(os.environ['PORT'])), Handler).serve_forever()
`;

export const unfitApp = AppSource.inline({
  files: { 'unfit.py': PROGRAM },
  packages: ['python3'],
  start: 'python3 unfit.py',
});
