import { Button } from '@base-ui/react/button';
import { Progress } from '@base-ui/react/progress';
import { RotateCcw, X } from 'lucide-react';
import './upload-tray.css';
import type { Upload, Uploads } from './use-uploads.js';

/** The images that are to go with the next message, and how far they are. */
export function UploadTray({ uploads }: { uploads: Uploads }) {
  if (uploads.items.length === 0) return null;
  return (
    <ul className="upload-tray" aria-label="Images to be sent">
      {uploads.items.map((upload) => (
        <UploadItem key={upload.id} upload={upload} uploads={uploads} />
      ))}
    </ul>
  );
}

function UploadItem({ upload, uploads }: { upload: Upload; uploads: Uploads }) {
  const { file, preview, sent, attachment, problem } = upload;
  return (
    <li className="upload" data-problem={problem !== undefined || undefined}>
      <img src={preview} alt={file.name} />
      {!attachment && problem === undefined && (
        <Progress.Root className="upload-progress" value={sent * 100} aria-label={`Uploading ${file.name}`}>
          <Progress.Track className="upload-track">
            <Progress.Indicator className="upload-indicator" />
          </Progress.Track>
        </Progress.Root>
      )}
      {problem !== undefined && (
        <Button
          className="icon-button upload-retry"
          aria-label={`Try ${file.name} again`}
          title={problem}
          onClick={() => uploads.retry(upload)}
        >
          <RotateCcw size={18} />
        </Button>
      )}
      {problem !== undefined && <p role="alert">{problem}</p>}
      <Button
        className="icon-button upload-remove"
        aria-label={`Remove ${file.name}`}
        onClick={() => uploads.remove(upload)}
      >
        <X size={14} />
      </Button>
    </li>
  );
}
