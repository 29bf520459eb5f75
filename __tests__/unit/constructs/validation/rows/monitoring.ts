import type { AlertReceivers, SlackReceiver } from '../../../../../constructs/monitoring/alert-receivers';
import {
  StandardMonitoring,
  type StandardMonitoringOptions,
  type StandardMonitoringProps,
} from '../../../../../constructs/monitoring/standard-monitoring';
import { newStack } from '../../synth';
import { computed, rowsOf, wholeNumber } from '../prop-row';

const email = ['oncall@foobar.com'];
const watch = (props: Partial<StandardMonitoringProps>) => {
  const stack = newStack();
  new StandardMonitoring(stack, 'watch', { domain: 'www.foobar.com', tiers: [], email, ...props });
  return stack;
};
const slack = (one: Partial<SlackReceiver>) =>
  watch({ slack: [{ channel: '#operations', url: computed.text, ...one }] });

export const monitoringRows = [
  ...rowsOf<AlertReceivers>('AlertReceivers', 'test/watch', watch, {
    email: {
      accepts: [email, [computed.text]],
      refuses: [
        [
          [],
          "name a receiver, or else nobody is told, got [] (write an address, or a channel in 'slack'; Monitoring.none() does without)",
        ],
        [
          ['Oncall <oncall@foobar.com>'],
          "hold e-mail addresses, got 'Oncall <oncall@foobar.com>' (write them like 'oncall@foobar.com')",
        ],
        [['oncall'], "hold e-mail addresses, got 'oncall' (write them like 'oncall@foobar.com')"],
        [[...email, ...email], "not repeat a value, got 'oncall@foobar.com' (name each once)"],
      ],
    },
    slack: { accepts: [[], [{ channel: '#operations', url: computed.text }]], refuses: [] },
  }),
  ...rowsOf<SlackReceiver>('SlackReceiver', 'test/watch', slack, {
    channel: {
      as: 'slack[0].channel',
      accepts: ['#operations', computed.text],
      refuses: [['', "not be empty, got '' (write it like '#operations')"]],
    },
    url: {
      as: 'slack[0].url',
      accepts: [computed.text, 'https://hooks.slack.com/services/T0/B0/%41?x=[y]'],
      refuses: [
        ['', "be given, got 'nothing' (give the value of a sensitive Terraform variable)"],
        ...['#operations', 'https://a b', 'https://x/%zz', 'ftp://x', 'https://x/\n'].map(
          (url) => [url, "be a URL, got 'something else' (write it like 'https://example.com/hook')"] as const,
        ),
      ],
    },
  }),
  ...rowsOf<StandardMonitoringOptions>('StandardMonitoringOptions', 'test/watch', watch, {
    cpuPercent: wholeNumber(1, 99),
    memoryPercent: wholeNumber(1, 99),
    diskPercent: wholeNumber(1, 99),
    loadPerCpu: {
      accepts: [0.25, 100, computed.number],
      refuses: [
        [
          0.3,
          'be a multiple of 0.25 up to 100, got 0.3 (DigitalOcean keeps it with too few digits for others, and every plan would change it)',
        ],
      ],
    },
    latencyMs: wholeNumber(50, 60_000),
    regions: {
      accepts: [['us_east'], [computed.text]],
      refuses: [
        [[], 'name at least one region, got [] (use some of us_east, us_west, eu_west, se_asia)'],
        [['mars'], "be a known value, got 'mars' (use one of us_east, us_west, eu_west, se_asia)"],
        [['us_east', 'us_east'], "not repeat a value, got 'us_east' (name each once)"],
      ],
    },
    certificateDays: wholeNumber(1, 90),
  }),
];
