import { join } from 'node:path';
import { AppSource } from '../../../../constructs/app/app-source';
import { describePython, python } from '../../python';

const PROGRAM = join(__dirname, '../../../../constructs/app/node/sample-app.py');

/** Gives what the app says to GET /metrics after `code`, in which `ask(method, path)` is a request. */
function metricsAfter(code: string): string {
  return python(
    PROGRAM,
    `
import io, tempfile
program.pymysql.Error, program.pymysql.connect = OSError, None
program.print = lambda *_, **__: None
program.os.environ["METRICS_PORT"] = "8001"
def ask(method, path, port="8000"):
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "SERVER_PORT": port, "wsgi.input": io.BytesIO()}
    answers = []
    return b"".join(program.application(environ, lambda *answer: answers.append(answer))).decode(), answers
with tempfile.TemporaryDirectory() as directory:
    program.METRICS = program.Metrics(directory)
    ${code.trim().replace(/\n/g, '\n    ')}
    text, [(status, headers)] = ask("GET", "/metrics", "8001")
    assert status == "200 OK" and dict(headers)["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    print(json.dumps(text))`,
  ) as string;
}

describePython('metrics of the sample app', () => {
  test('are on a port of their own, whatever path a visitor writes', () => {
    metricsAfter(`
for path in ("/metrics", "/;/metrics", "/x/..;/metrics", "/metrics.", "/metrics/"):
    _, [(status, _)] = ask("GET", path)
    assert status == "404 Not Found", path`);
    expect(AppSource.sample().start).toContain('--bind ${HOST}:${METRICS_PORT}');
  });

  test('counts what it answers, by status, and nothing of what asks whether it works', () => {
    const text = metricsAfter(`
for path in ("/app.js", "/app.js", "/none", "/healthz"): ask("GET", path)
ask("GET", "/metrics", "8001")`);
    expect(text).toContain('# TYPE http_requests_total counter\n');
    expect(text.match(/^http_requests_total.*/gm)).toEqual([
      'http_requests_total{code="200"} 2.0',
      'http_requests_total{code="201"} 0.0',
      'http_requests_total{code="400"} 0.0',
      'http_requests_total{code="404"} 1.0',
      'http_requests_total{code="503"} 0.0',
    ]);
    expect(text).toContain('\nhttp_request_duration_seconds_count 3.0\n');
  });

  test('durations are a histogram: each bucket holds those below it', () => {
    const text = metricsAfter('for seconds in (0.02, 0.3, 60): program.METRICS.request("200", seconds)');
    expect(text).toContain('# TYPE http_request_duration_seconds histogram\n');
    const buckets = [...text.matchAll(/bucket\{le="(.*)"\} (.*)/g)].map(([, le, count]) => `${le}: ${Number(count)}`);
    expect(buckets.join(', ')).toBe(
      '0.005: 0, 0.01: 0, 0.025: 1, 0.05: 1, 0.1: 1, 0.25: 1, 0.5: 2, 1: 2, 2.5: 2, 5: 2, +Inf: 3',
    );
    expect(text).toContain('http_request_duration_seconds_sum 60.32\n');
  });

  test('a database that does not answer is counted', () => {
    const text = metricsAfter('program.os.environ.pop("DATABASE_WRITER_HOST", None); ask("GET", "/path")');
    expect(text).toContain('\ndatabase_errors_total 1.0\n');
    expect(text).toContain('\nhttp_requests_total{code="503"} 1.0\n');
  });

  test('whichever worker is asked tells of all, those that have ended included', () => {
    const text = metricsAfter(`
for n in range(2):
    worker = os.fork()
    if worker == 0:
        program.METRICS = program.Metrics(directory)
        ask("GET", "/app.js")
        os._exit(0)
    assert os.waitpid(worker, 0)[1] == 0
ask("GET", "/app.js")`);
    expect(text).toContain('\nhttp_requests_total{code="200"} 3.0\n');
  });
});
