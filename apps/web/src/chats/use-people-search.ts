import type { User } from '@besage/client';
import { besage, useMe } from '../besage.js';
import { useSearch } from '../controls/use-search.js';

/** People whose name has this in it, other than me. */
export function usePeopleSearch(text: string): readonly User[] {
  const me = useMe();
  const found = useSearch(text.trim(), async (search) => {
    const { items } = await besage.api.users.list({ limit: 20, ...(search !== '' && { search }) });
    return items;
  });
  return found.filter(({ id }) => id !== me);
}
