import type { User } from '@besage/contracts';
import type { Caller } from './caller.js';
import { imageForm, type ImageInput } from './image-form.js';
import { path } from './path.js';

export interface ListOptions {
  search?: string;
  limit?: number;
  cursor?: string | undefined;
}

/** People. */
export const usersApi = ({ call, page }: Caller) => ({
  list: (options: ListOptions = {}) => page<User>('/users/', { ...options }),
  get: (id: string) => call<User>('GET', path`/users/${id}/`),
  me: () => call<User>('GET', '/users/me/'),
  /** Another e-mail address of one's own asks for the password. */
  update: (id: string, changes: { username?: string; email?: string; password?: string }) =>
    call<User>('PATCH', path`/users/${id}/`, { body: changes }),
  setImage: (id: string, image: ImageInput) =>
    call<{ profile_img: string }>('PUT', path`/users/${id}/profile-image/`, { body: imageForm('image', image) }),
  /** Ends all my other sessions. */
  changePassword: (oldPassword: string, newPassword: string) =>
    call<undefined>('POST', '/auth/password/', { body: { old_password: oldPassword, new_password: newPassword } }),
  /** Ends all sessions of this person. */
  deactivate: (id: string) => call<undefined>('DELETE', path`/users/${id}/`),
});
