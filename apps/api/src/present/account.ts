import type { Account } from '@besage/contracts';
import type { MediaUrl } from '@besage/db';
import { presentUser, type UserRow } from './user.js';

export interface AccountRow extends UserRow {
  active: boolean;
  lastSeenAt: Date | null;
}

/** A person's row → the person as staff see them. */
export function presentAccount(account: AccountRow, mediaUrl: MediaUrl): Account {
  return {
    ...presentUser(account, { userId: account.id, isStaff: true }, mediaUrl),
    email: account.email,
    is_staff: account.isStaff,
    active: account.active,
    last_seen_at: account.lastSeenAt?.toISOString() ?? null,
  };
}
