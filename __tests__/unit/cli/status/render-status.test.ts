import { renderStatus } from '../../../../cli/status/render-status';
import { aSite } from './a-site';

test('says everything in words', () => {
  const status = aSite({ 'web-1': null, 'lb-1': { events: [{ at: 0, what: 'becomes active' }] } });
  expect(renderStatus('production', status, false)).toMatchInlineSnapshot(`
    "production: wants attention  (2026-11-25T12:00:00Z)

    Load balancers: well
      ● lb-1  active   load 0.12  memory 20 %  / 10 %  certificate 90 days
      ● lb-2  standby  load 0.12  memory 20 %  / 10 %  certificate 90 days

    Web servers: wants attention
      ! one node works: the next loss takes the site down
      ○ web-1  DOWN
          cannot be asked: ssh: timed out
      ● web-2        load 0.12  memory 20 %  / 10 %

    Database: well
      ● mysql-1  primary  load 0.12  memory 20 %  / 10 %
      ● mysql-2  replica  load 0.12  memory 20 %  / 10 %
      ● mysql-3  replica  load 0.12  memory 20 %  / 10 %

    Last events
      1970-01-01 00:00:00Z  lb-1 becomes active"
  `);
});

test('colours repeat what the words say', () => {
  const coloured = renderStatus('production', aSite({ 'web-1': null }), true);

  expect(coloured.replace(/\x1b\[\d+m/g, '')).toBe(renderStatus('production', aSite({ 'web-1': null }), false));
  expect(coloured).toContain('\x1b[31m○\x1b[39m');
});
