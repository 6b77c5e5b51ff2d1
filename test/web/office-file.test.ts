// What a file of an office holds beside its texts.
import { expect, it } from '@jest/globals';
import { zipSync } from 'fflate';
import { openOfficeFile } from '../../src/web/screens/outputs/formats/office-file.ts';
import { makePng } from './office-files.ts';

it('a picture that many slides show is held once', () => {
  const file = openOfficeFile(zipSync({ 'ppt/media/dot.png': makePng(), 'ppt/media/old.wmf': makePng() }));
  const picture = file.picture('ppt/media/dot.png');
  expect(picture?.type).toBe('image/png');
  expect(file.picture('ppt/media/dot.png')).toBe(picture);
  for (const path of ['ppt/media/old.wmf', 'ppt/media/gone.png', undefined]) expect(file.picture(path)).toBeUndefined();
});
