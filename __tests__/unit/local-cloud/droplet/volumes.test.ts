import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAttached, renderDeviceNodes, writeAttached } from '../../../../local-cloud/droplet/volumes';

const attached = [{ name: 'data', device: { node: '/dev/loop1', numbers: '7:1' } }];

test('shows a volume under the name that DigitalOcean gives it', () => {
  expect(renderDeviceNodes(attached)).toBe(
    'b /dev/loop1 0660 root disk - 7:1\nL /dev/disk/by-id/scsi-0DO_Volume_data - - - - ../../loop1\n',
  );
});

test('remembers attached volumes for the next boot', () => {
  const directory = mkdtempSync(join(tmpdir(), 'volumes-'));
  expect(readAttached(directory)).toEqual([]);
  writeAttached(directory, attached);
  expect(readAttached(directory)).toEqual(attached);
  expect(readFileSync(join(directory, 'devices'), 'utf8')).toBe('7:1\n');
});
