import type { User } from '@besage/contracts';
import type { MediaUrl } from '@besage/db';

export interface UserRow {
  id: string;
  username: string;
  email: string;
  profileImage: string | null;
  isStaff: boolean;
  createdAt: Date;
  updatedAt: Date;
}

/** A person's row → the person as clients see them. The e-mail address is for oneself and for staff only. */
export function presentUser(user: UserRow, viewer: { userId: string; isStaff: boolean }, mediaUrl: MediaUrl): User {
  const seesEmail = viewer.isStaff || viewer.userId === user.id;
  return {
    id: user.id,
    username: user.username,
    ...(seesEmail && { email: user.email }),
    profile_img: user.profileImage && mediaUrl(user.profileImage),
    created_at: user.createdAt.toISOString(),
    updated_at: user.updatedAt.toISOString(),
  };
}
