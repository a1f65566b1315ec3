import type { StoredMessage } from '@besage/client';

/** What the line below a conversation is for: a new message, an answer to one, or another text for one. */
export type Intent = { kind: 'write' } | { kind: 'reply' | 'edit'; message: StoredMessage };
