/** An image: a `Blob` or `File`; in React Native `{ uri, name, type }`, which its forms take. */
export type ImageInput = Blob | { uri: string; name: string; type: string };

/** A form with one image. */
export function imageForm(field: string, image: ImageInput): FormData {
  const form = new FormData();
  if (image instanceof Blob) form.append(field, image, 'name' in image ? String(image.name) : 'image');
  else form.append(field, image as unknown as Blob);
  return form;
}
