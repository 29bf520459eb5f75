import { renderStatusPage } from '../../../../constructs/monitoring/status-page/render-status-page';
import { expectGolden } from '../../golden';

const MODEL = {
  site: 'www.foobar.com',
  tiers: ['lb', 'web', 'app', 'mysql', 'monitoring'],
  runbook: 'https://example.com/runbook.md',
};

test('renders the page that the monitoring droplets serve', () => {
  expectGolden(__filename, 'site.html', renderStatusPage(MODEL));
});

test('of a site without load balancers and databases of its own it asks nothing about them', () => {
  const page = renderStatusPage({ ...MODEL, tiers: ['web', 'monitoring'] });
  expect(page).not.toMatch(/<dt>(Primary|Last base backup|Reserved IP)/);
  expect(page).not.toContain('(args "mysql"');
});

test('links the runbook when it is somewhere to be read', () => {
  expect(renderStatusPage(MODEL)).toContain('href="https://example.com/runbook.md#{{ .Labels.alertname | toLower }}"');
  expect(renderStatusPage({ ...MODEL, runbook: 'docs/runbook.md' })).not.toContain('runbook.md');
});

test('has no scripts, and takes nothing from anywhere', () => {
  const page = renderStatusPage({ ...MODEL, runbook: 'docs/runbook.md' });
  expect(page).not.toMatch(/<script|<iframe|<object|@import|url\(|src=|\son\w+="/);
  expect(page).toContain("content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\"");
});

test('what it is told at synth is no part of the template', () => {
  const page = renderStatusPage({
    ...MODEL,
    site: 'www.foobar.com',
    runbook: 'https://example.com/{{ query "up" }}"><b>',
  });
  expect(page).toContain('https://example.com/&#123;&#123; query &#34;up&#34; &#125;&#125;&#34;&#62;&#60;b&#62;#');
});
