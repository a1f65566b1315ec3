import { useRef } from 'react';
import { Button } from '@base-ui/react/button';
import { ImagePlus } from 'lucide-react';

/** Opens the chooser of the system for images. */
export function AttachButton({ onFiles }: { onFiles: (files: Iterable<File>) => void }) {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button className="icon-button" aria-label="Add images" onClick={() => chooser.current?.click()}>
        <ImagePlus size={20} />
      </Button>
      <input
        ref={chooser}
        type="file"
        accept="image/*"
        multiple
        hidden
        onChange={({ target }) => {
          onFiles(Array.from(target.files ?? []));
          target.value = '';
        }}
      />
    </>
  );
}
