import { lines, nodesWhere, number, type Dashboard } from './dashboard';
import { machines, named, rate, readyNodes, REQUESTS, SPARE } from './expressions';

/** HAProxy, and who has the reserved IP. */
export function loadBalancerDashboard(): Dashboard {
  const backend = (metric: string) => `haproxy_backend_${metric}{proxy=~"web|web_once"}`;
  return {
    name: 'load-balancer',
    title: 'Load balancers',
    rows: [
      {
        title: 'Now',
        panels: [
          readyNodes('lb'),
          nodesWhere('Has the reserved IP', 'site_reserved_ip_here == 1'),
          number('Web servers that are well', 'short', `min(${backend('active_servers')})`, SPARE),
          number('Changes of place, 15 min', 'short', 'sum(changes(site_failover_master[15m]))'),
        ],
      },
      {
        title: 'Traffic',
        panels: [
          lines('Requests', 'reqps', { '{{node}}': named(rate(REQUESTS)) }),
          lines('Answers', 'reqps', {
            '{{code}}': `sum by (code) (${rate('haproxy_frontend_http_responses_total{proxy="https"}')})`,
          }),
          lines(
            'Refused',
            'reqps',
            {
              'by a rule': `sum(${rate('haproxy_frontend_requests_denied_total{proxy="https"}')})`,
              'not understood': `sum(${rate('haproxy_frontend_request_errors_total{proxy="https"}')})`,
            },
            'By limits, methods, hosts and sizes that the load balancer does not let through.',
          ),
          lines('Connections', 'short', { '{{node}}': named('haproxy_frontend_current_sessions{proxy="https"}') }),
          lines('Bytes', 'Bps', {
            in: `sum(${rate('haproxy_frontend_bytes_in_total{proxy="https"}')})`,
            out: `sum(${rate('haproxy_frontend_bytes_out_total{proxy="https"}')})`,
          }),
          lines('Idle', 'percent', { '{{node}}': named('haproxy_process_idle_time_percent') }, 'HAProxy itself.'),
        ],
      },
      {
        title: 'Web servers, as HAProxy sees them',
        panels: [
          lines(
            'Time of a request, average',
            's',
            Object.fromEntries(
              ['queue', 'connect', 'response', 'total'].map((part) => [
                part,
                `max(${backend(`${part}_time_average_seconds`)})`,
              ]),
            ),
            'Over the last 1024 requests of each load balancer; the slower one.',
          ),
          lines('Waiting for a server', 'short', { '{{node}}': named(backend('current_queue')) }),
          lines('Trouble', 'ops', {
            retries: `sum(${rate(backend('retry_warnings_total'))})`,
            'other server': `sum(${rate(backend('redispatch_warnings_total'))})`,
            'no connection': `sum(${rate(backend('connection_errors_total'))})`,
            'bad answer': `sum(${rate(backend('response_errors_total'))})`,
          }),
        ],
      },
      machines('lb'),
    ],
  };
}
