/** CSS pixels that one image may take of a conversation. */
const MAX = { width: 512, height: 320 };

/**
 * How large an image is shown: whole, not larger than it is. Known before it is loaded, so that nothing jumps when it is.
 *
 * @param image its sides in pixels
 */
export function fitImage({ width, height }: { width: number; height: number }): { width: number; height: number } {
  const scale = Math.min(1, MAX.width / width, MAX.height / height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}
