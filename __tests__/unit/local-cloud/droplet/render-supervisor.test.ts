import { renderMend, renderSupervisor, type SupervisorModel } from '../../../../local-cloud/droplet/render-supervisor';
import { expectGolden } from '../../golden';
import { droplet } from '../network/state';

const model: SupervisorModel = {
  droplet: droplet(1002, 'web-1', 3, ['web']),
  run: 'lc',
  directory: '/state/droplets/1002',
  base: '/cache/base',
  repository: '/cache/repository',
  cgroups: ['/sys/fs/cgroup/unified/lc/1002', '/sys/fs/cgroup/devices/lc/1002'],
  devicesCgroup: '/sys/fs/cgroup/devices/lc/1002',
  vpcGateway: '10.20.0.1',
};

test('renders the supervisor of a droplet on a hybrid host', () => {
  expectGolden(__filename, 'supervise.sh', renderSupervisor(model));
});

test('has no device policy where version 1 control groups are absent', () => {
  expect(renderSupervisor({ ...model, devicesCgroup: undefined })).not.toContain('devices.deny');
});

test('mends both cables with their routes', () => {
  expectGolden(__filename, 'mend.sh', renderMend(model));
});
