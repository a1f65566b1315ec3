import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Attachment } from '@besage/client';
import { besage, useBesage } from '../besage.js';
import { sentenceOf } from '../controls/notify.js';

/** An image on its way to the server. */
export interface Upload {
  readonly id: number;
  readonly file: File;
  /** The address of the file on this device. */
  readonly preview: string;
  /** From 0 to 1. */
  readonly sent: number;
  /** Once it is there. */
  readonly attachment?: Attachment;
  /** Why it is not. */
  readonly problem?: string;
}

export interface Uploads {
  items: readonly Upload[];
  isBusy: boolean;
  add: (files: Iterable<File>) => void;
  retry: (upload: Upload) => void;
  remove: (upload: Upload) => void;
  /** Those that are there, which are forgotten here. */
  take: () => Attachment[];
}

/** The images that are to go with the next message. They are uploaded at once, and again when the line is back. */
export function useUploads(): Uploads {
  const [items, setItems] = useState<readonly Upload[]>([]);
  const nextId = useRef(0);

  const change = (id: number, changes: Partial<Upload>) =>
    setItems((all) => all.map((each) => (each.id === id ? { ...each, ...changes } : each)));
  const start = ({ id, file }: Upload) => {
    besage.api.attachments
      .upload(file, (sent) => change(id, { sent }))
      .then((attachment) => change(id, { attachment, sent: 1 }))
      .catch((error: unknown) => change(id, { problem: sentenceOf(error) }));
  };
  const retry = (upload: Upload) => {
    const { problem: _gone, ...again } = { ...upload, sent: 0 };
    setItems((all) => all.map((each) => (each.id === upload.id ? again : each)));
    start(again);
  };
  useRetryWhenBack(() => items.filter(({ problem }) => problem !== undefined).forEach(retry));

  return {
    items,
    isBusy: items.some(({ attachment }) => !attachment),
    retry,
    add: (files) => {
      const added = Array.from(files, (file) => toUpload((nextId.current += 1), file));
      setItems((all) => [...all, ...added]);
      added.forEach(start);
    },
    remove: (upload) => {
      URL.revokeObjectURL(upload.preview);
      setItems((all) => all.filter(({ id }) => id !== upload.id));
    },
    take: () => {
      for (const { preview } of items) URL.revokeObjectURL(preview);
      setItems([]);
      return items.flatMap(({ attachment }) => attachment ?? []);
    },
  };
}

function toUpload(id: number, file: File): Upload {
  return { id, file, preview: URL.createObjectURL(file), sent: 0 };
}

function useRetryWhenBack(retry: () => void): void {
  const isOnline = useBesage(({ connection }) => connection === 'online');
  const onBack = useEffectEvent(retry);
  useEffect(() => {
    if (isOnline) onBack();
  }, [isOnline]);
}
