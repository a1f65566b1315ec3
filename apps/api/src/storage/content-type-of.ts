import path from 'node:path';

/** The images that are served, by the end of their names. We write WebP; the rest may have been there before us. */
const contentTypes: Record<string, string> = {
  '.webp': 'image/webp',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.gif': 'image/gif',
  '.avif': 'image/avif',
};

/** The content type of an image by its key. */
export function contentTypeOf(key: string): string {
  return contentTypes[path.extname(key)] ?? 'application/octet-stream';
}

/** Whether something of this type is shown as an image, and nothing else (SVG can hold scripts). */
export function isImageType(contentType: string): boolean {
  return Object.values(contentTypes).includes(contentType);
}
