import { useSyncExternalStore } from 'react';
import { Besage, type ChatMessage, type State } from '@besage/client';

/** The client of this page: one, for as long as the page is open. What it keeps outlives the page. */
export const besage = new Besage({ url: location.origin, storage: localStorage });

/**
 * Something that the client knows, kept up to date.
 *
 * @param select gives a part of the state as it is; what it makes anew each time would be drawn for ever
 */
export function useBesage<T>(select: (state: State) => T): T {
  return useSyncExternalStore(besage.subscribe, () => select(besage.getSnapshot()));
}

/** The id of whoever is signed in. */
export function useMe(): string {
  return useBesage(({ me }) => me?.id ?? '');
}

/** Whether somebody is online, as far as is known: without a line nobody tells. */
export function useIsOnline(userId: string | undefined): boolean {
  return useBesage(({ online, connection }) => connection === 'online' && userId !== undefined && online.has(userId));
}

/** What is shown of a chat, oldest first, with what I am sending behind it. */
export function useMessages(chatId: string): readonly ChatMessage[] {
  return useSyncExternalStore(besage.subscribe, () => besage.chat(chatId).messages);
}
