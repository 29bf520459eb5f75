import { renderPacketFilter, renderReservedIps } from '../../../../local-cloud/network/render-packet-filter';
import { EMPTY_NETWORK } from '../../../../local-cloud/network/router-files';
import { expectGolden } from '../../golden';
import { STATE } from './state';

test('renders the whole table: who may send, private sides, reserved IPs, firewalls', () => {
  expectGolden(__filename, 'packet-filter.nft', renderPacketFilter(STATE));
});

test('renders an empty network: no map has elements', () => {
  expectGolden(__filename, 'empty.nft', renderPacketFilter(EMPTY_NETWORK));
});

test('leaves a droplet without a firewall open', () => {
  const rules = renderPacketFilter(STATE);
  expect(rules).toContain('chain in_3 ');
  expect(rules).not.toContain('chain in_4 ');
});

test('renders a move of reserved IPs as a change to the maps alone', () => {
  expect(renderReservedIps(STATE)).toBe(
    [
      'flush map ip cloud reserved',
      'add element ip cloud reserved { 203.0.113.200 : 10.17.0.2 }',
      'flush map ip cloud anchors',
      'add element ip cloud anchors { 10.17.0.2 : 203.0.113.200 }',
      '',
    ].join('\n'),
  );
});
