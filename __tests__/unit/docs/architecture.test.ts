import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pictureOf } from '../../../constructs/picture/picture';
import { drawPicture } from '../../../cli/diagram/draw';
import { stackOfEnvironment } from '../../environment-stack';
import { ROOT } from './markdown';

test.each(['production', 'three-server'])(
  'docs/ has the picture of %s as it is: run `npm run snapshots` when it was meant to change',
  (environment) => {
    const file = join(ROOT, 'docs/architecture', `${environment}.svg`);
    const svg = drawPicture(pictureOf(stackOfEnvironment(environment)));
    if (process.env.UPDATE_GOLDEN === '1') {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, svg);
    }
    expect(readFileSync(file, 'utf8')).toBe(svg);
  },
);
