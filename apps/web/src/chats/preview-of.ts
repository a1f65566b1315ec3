import type { ChatState, StoredMessage } from '@besage/client';

/** As much of a chat as its preview needs. */
interface Previewed extends Pick<ChatState, 'kind'> {
  readonly last_message:
    | (Pick<StoredMessage, 'content' | 'deleted'> & {
        readonly sender: { readonly id: string; readonly username: string };
        readonly attachments: readonly unknown[];
      })
    | null;
}

/** The last message in one line, as the list shows it to whoever looks. */
export function previewOf({ kind, last_message: last }: Previewed, me: string): string {
  if (!last) return 'Nothing said yet';
  if (last.deleted) return 'Message deleted';
  const text = last.content || (last.attachments.length > 1 ? `${last.attachments.length} images` : 'Image');
  if (last.sender.id === me) return `You: ${isolated(text)}`;
  return kind === 'direct' ? text : `${isolated(last.sender.username)}: ${isolated(text)}`;
}

/** A text that runs as it does by itself, whatever it stands in: between "first strong isolate" and its end. */
const isolated = (text: string) => `\u2068${text}\u2069`;
