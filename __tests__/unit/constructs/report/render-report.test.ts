import type { Report } from '../../../../constructs/report/report';
import { renderReport } from '../../../../constructs/report/render-report';
import { stackOfEnvironment } from '../../../environment-stack';
import { reportOf } from '../../../../constructs/report/report';
import { expectGolden } from '../../golden';

test.each(['production', 'three-server'])('the report of %s', (environment) => {
  const report = reportOf(stackOfEnvironment(environment));
  expectGolden(__filename, `${environment}.txt`, `${renderReport(report)}\n`);
});

test('production has no single point of failure', () => {
  expect(reportOf(stackOfEnvironment('production')).singlePointsOfFailure).toEqual([]);
});

test('is plain data: JSON loses nothing', () => {
  const report = reportOf(stackOfEnvironment('three-server'));
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

test('names what has no price', () => {
  const report: Report = {
    singlePointsOfFailure: [],
    survivedLosses: [],
    monthlyCost: {
      totalUsd: 0,
      unknown: ['droplet s-77vcpu-2gb'],
      tiers: [
        {
          tier: 'test/web',
          monthlyUsd: 0,
          lines: [{ construct: 'test/web', item: 'droplet s-77vcpu-2gb', count: 2 }],
        },
      ],
      sources: [],
    },
  };
  expect(renderReport(report)).toContain('test/web  2 x droplet s-77vcpu-2gb  unknown');
  expect(renderReport(report)).toContain('Not in the total, for its price is not known: droplet s-77vcpu-2gb.');
});

test('an environment that does not exist is named, with those that do', () => {
  expect(() => stackOfEnvironment('nowhere')).toThrow("no environment 'nowhere' (use three-server, production, local)");
});
