import { chooseNode, describeChoice } from '../../../local-cloud/choose-node';
import type { NodeReport } from '../../../local-cloud/report';

const node = (name: string, id: number): NodeReport => ({
  ...{ name, id, power: 'on', bootstrap: 'done', publicIp: '203.0.113.2', privateIp: '10.0.0.2', role: '' },
});
const NODES = [node('web-1', 101), node('web-1', 130), node('web-2', 102)];

test('takes the newest of two nodes of one name, and names the other one', () => {
  const choice = chooseNode(NODES, 'web-1');
  expect(choice.node.id).toBe(130);
  expect(describeChoice(choice)).toBe('2 nodes are named web-1: this is 130, the newest; by id there is 101 too');
});

test('takes the node of an id, whatever its name', () => {
  const choice = chooseNode(NODES, '101');
  expect([choice.node.id, describeChoice(choice)]).toEqual([101, '']);
});

test('names all nodes when there is none of that name', () => {
  expect(() => chooseNode(NODES, 'web-3')).toThrow("No node 'web-3': there are web-1, web-1, web-2.");
});
