import { lines, number, type Dashboard } from './dashboard';
import { machines, named, rate, readyNodes, SPARE } from './expressions';

/** Nginx. */
export function webDashboard(): Dashboard {
  return {
    name: 'web',
    title: 'Web servers',
    rows: [
      {
        title: 'Now',
        panels: [readyNodes('web'), number('Nginx that answer', 'short', 'sum(nginx_up)', SPARE)],
      },
      {
        title: 'Nginx',
        panels: [
          lines('Requests', 'reqps', { '{{node}}': named(rate('nginx_http_requests_total')) }),
          lines('Connections', 'short', { '{{node}}': named('nginx_connections_active') }),
          lines('What connections do', 'short', {
            reading: 'sum(nginx_connections_reading)',
            writing: 'sum(nginx_connections_writing)',
            waiting: 'sum(nginx_connections_waiting)',
          }),
        ],
      },
      machines('web'),
    ],
  };
}
