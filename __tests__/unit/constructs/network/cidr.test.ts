import { cidrsOverlap, isCidr, isPrivateCidr } from '../../../../constructs/network/cidr';

test.each(['198.51.100.0/24', '10.0.0.0/8', '192.0.2.7/32', '2001:db8::/32'])('%s is a CIDR', (cidr) => {
  expect(isCidr(cidr)).toBe(true);
});

test.each(['198.51.100.1', '198.51.100.1/24', '300.0.0.0/8', '10.0.0.0/33', 'nonsense', ''])('%j is none', (cidr) => {
  expect(isCidr(cidr)).toBe(false);
});

test.each([
  ['10.20.0.0/20', true],
  ['172.16.0.0/12', true],
  ['192.168.7.0/24', true],
  ['172.32.0.0/16', false],
  ['203.0.113.0/24', false],
  ['10.0.0.0/7', false],
  ['fd00::/8', false],
])('whether %s is private IPv4: %s', (cidr, expected) => {
  expect(isPrivateCidr(cidr)).toBe(expected);
});

test.each([
  ['10.0.0.0/16', '10.0.128.0/20', true],
  ['10.0.128.0/20', '10.0.0.0/16', true],
  ['10.0.0.0/16', '10.1.0.0/16', false],
  ['10.0.0.0/16', '2001:db8::/32', false],
])('whether %s and %s overlap: %s', (a, b, expected) => {
  expect(cidrsOverlap(a, b)).toBe(expected);
});
