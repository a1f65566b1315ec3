import { expect, test } from 'vitest';
import { fitImage } from './fit-image.js';

test.each([
  ['small', { width: 20, height: 30 }, { width: 20, height: 30 }],
  ['wide', { width: 2048, height: 256 }, { width: 512, height: 64 }],
  ['tall', { width: 200, height: 1600 }, { width: 40, height: 320 }],
])('an image that is %s is shown whole, and not larger than it is', (_what, image, shown) => {
  expect(fitImage(image)).toEqual(shown);
});
