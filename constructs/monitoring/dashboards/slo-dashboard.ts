import { allowedShare, shareOver } from '../alerts/burn-rates';
import { lines, number, type Dashboard, type Panel, type Row } from './dashboard';
import { FAILURES, SLOW, allowanceLeft } from './expressions';

const WINDOWS = ['5m', '1h', '6h'];

/** What was promised to visitors, and how much of what it allows is left. */
export function sloDashboard(): Dashboard {
  return {
    name: 'slo',
    title: 'SLO',
    rows: [budget('Availability', 'failed_ratio', FAILURES), budget('Latency', 'slow_ratio', SLOW)],
  };
}

function budget(title: string, ratio: string, counter: string): Row {
  const allowed = `scalar(${allowedShare(ratio)})`;
  const left = (window: string): Panel =>
    number(`Left of what ${window.replace('d', ' days')} allow`, 'percentunit', allowanceLeft(ratio, counter, window), {
      from: 0,
    });
  return {
    title,
    panels: [
      left('30d'),
      left('7d'),
      number('Allowed', 'percentunit', allowedShare(ratio)),
      lines(
        'How fast it is used up',
        'short',
        Object.fromEntries(WINDOWS.map((window) => [window, `${shareOver(ratio, window)} / ${allowed}`])),
        '1 uses up exactly what the SLO allows. Alerts come at 30 (1 min), 14.4 (5 min and 1 h) and 6 (30 min and 6 h).',
      ),
    ],
  };
}
