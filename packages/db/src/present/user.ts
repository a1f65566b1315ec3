import type { UserSummary } from '@besage/contracts';

export interface UserSummaryRow {
  id: string;
  username: string;
  profileImage: string | null;
}

/** Gives the public address of a stored file from its key. */
export type MediaUrl = (key: string) => string;

/** A person's row → how others see them beside a message or in a chat. */
export function presentUserSummary(user: UserSummaryRow, mediaUrl: MediaUrl): UserSummary {
  return { id: user.id, username: user.username, profile_img: user.profileImage && mediaUrl(user.profileImage) };
}
