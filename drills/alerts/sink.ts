import type { CloudConfig } from '../../constructs/cloud-init/cloud-config';

const PORT = 9999;
const RECORD = '/var/lib/alert-sink/received';

/** Where a monitoring droplet's Alertmanager sends to: the droplet itself, so that what was sent by whom can be read. */
export const SINK_URL = `http://127.0.0.1:${PORT}`;

const PROGRAM = `#!/usr/bin/python3
import http.server, json, time
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with open("${RECORD}", "a") as f:
            f.write(json.dumps({"path": self.path, "at": time.time(), "body": body}) + "\\n")
        self.send_response(204)
        self.end_headers()
    def log_message(self, *args):
        pass
http.server.ThreadingHTTPServer(("127.0.0.1", ${PORT}), Handler).serve_forever()
`;
const UNIT = `[Service]
ExecStart=/usr/local/sbin/alert-sink
StateDirectory=alert-sink
[Install]
WantedBy=multi-user.target
`;

export const alertSink: CloudConfig = {
  files: [
    { path: '/usr/local/sbin/alert-sink', mode: '0755', content: PROGRAM },
    { path: '/etc/systemd/system/alert-sink.service', content: UNIT },
  ],
  commands: [['systemctl', 'enable', '--now', 'alert-sink.service']],
};

/** One alert in a message that somebody got. */
export interface Notice {
  readonly name: string;
  readonly status: 'firing' | 'resolved';
  /** Unix milliseconds. */
  readonly at: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly summary: string;
}

export const READ_SINK = `cat ${RECORD} 2>/dev/null || :`;

/** What came to a path, one for each alert in each message. */
export function noticesIn(record: string, path: string): readonly Notice[] {
  return record
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Message)
    .filter((message) => message.path === path)
    .flatMap(({ at, body }) =>
      body.alerts.map(({ status, labels, annotations }) => ({
        name: labels.alertname!,
        status,
        at: at * 1000,
        labels,
        summary: annotations.summary!,
      })),
    );
}

interface Message {
  readonly path: string;
  readonly at: number;
  readonly body: {
    readonly alerts: readonly {
      readonly status: 'firing' | 'resolved';
      readonly labels: Readonly<Record<string, string>>;
      readonly annotations: Readonly<Record<string, string>>;
    }[];
  };
}
