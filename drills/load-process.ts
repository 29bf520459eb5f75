/**
 * A steady load of visitors, run inside the local cloud's network: `load-process.ts PLAN`. An open model: a request is sent when it is
 * due, whatever became of those before it, and its time is counted from then. Each outcome is a line of JSON on standard output; SIGTERM
 * ends the load, and the process ends when every request has its outcome. Where there is a Go compiler, load-generator/main.go does the
 * same: this is the fallback. (No load generator at hand reports each request: autocannon sums up and reconnects silently, hey has no ids,
 * vegeta is not in Debian 12.)
 */
import { Agent, request } from 'undici';
import type { LoadPlan } from './load';
import type { Outcome } from './measure';

const plan = JSON.parse(process.argv[2]!) as LoadPlan;
const begun = Date.now();
const pending = new Set<Promise<void>>();
let sent = 0;

/** Every visitor has an address of its own: the site limits requests by address. */
const agents = plan.visitors.flatMap((localAddress) => {
  const connect = { ca: plan.ca, servername: plan.host };
  const timeouts = { headersTimeout: plan.timeoutMs, bodyTimeout: plan.timeoutMs, connectTimeout: plan.timeoutMs };
  // A kept-alive visitor, and one who connects again for each request.
  return [
    new Agent({ localAddress, connect, ...timeouts }),
    new Agent({ localAddress, connect, ...timeouts, pipelining: 0 }),
  ];
});

async function send(number: number): Promise<void> {
  const at = Math.round((number / plan.perSecond) * 1000);
  const late = Date.now() - begun - at;
  const post = number % plan.postEvery === plan.postEvery - 1;
  const id = post ? `${plan.prefix}-${number}` : undefined;
  const report = (result: number | string) => {
    const milliseconds = Date.now() - begun - at;
    const outcome: Outcome = { at, milliseconds, late, result, method: post ? 'POST' : 'GET', id };
    process.stdout.write(`${JSON.stringify(outcome)}\n`);
  };
  try {
    const { statusCode, body } = await request(`https://${plan.edge}:${plan.port}${post ? '/visits' : plan.path}`, {
      method: post ? 'POST' : 'GET',
      headers: { host: plan.host, ...(post && { 'content-type': 'application/json' }) },
      body: id && JSON.stringify({ id }),
      dispatcher: agents[number % agents.length]!,
      signal: AbortSignal.timeout(plan.timeoutMs),
    });
    await body.dump();
    report(statusCode);
  } catch (error) {
    // A DOMException's code is a number, which would look like a status.
    const { code, name } = error as { code?: unknown; name: string };
    report(typeof code === 'string' ? code : name);
  }
}

const timer = setInterval(() => {
  for (const due = ((Date.now() - begun) / 1000) * plan.perSecond; sent <= due; sent++) {
    const one: Promise<void> = send(sent).finally(() => pending.delete(one));
    pending.add(one);
  }
}, 5);

// Whoever wanted the outcomes is gone.
process.stdout.on('error', () => process.exit(1));
process.once('SIGTERM', () => {
  clearInterval(timer);
  void Promise.all(pending).then(() => process.exit(0));
});
