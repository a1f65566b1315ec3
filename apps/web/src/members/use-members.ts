import { useEffect, useState, type RefObject } from 'react';
import type { ChatState, Participant } from '@besage/client';
import { besage } from '../besage.js';
import { useOnSight } from '../conversation/use-on-sight.js';

interface Members {
  /** In the order in which they came. */
  members: readonly Participant[];
  /** What to put at the end of the list: it brings more of them when it comes into sight. */
  end: RefObject<HTMLDivElement | null>;
}

/** Who is in a chat: the first hundred, whom the chat names and the log keeps up to date, and then those behind them. */
export function useMembers({ id, participants }: ChatState): Members {
  const [wanted, setWanted] = useState(0);
  const [rest, setRest] = useState<readonly Participant[]>([]);
  useEffect(() => {
    let isLate = false;
    loadBehind(id, participants, wanted).then(
      (loaded) => isLate || setRest(loaded),
      () => undefined, // out of reach: the line above the list says so
    );
    return () => void (isLate = true);
  }, [id, participants, wanted]);
  const members = [...participants, ...rest];
  const end = useOnSight<HTMLDivElement>((isSeen) => isSeen && setWanted(members.length + 1));
  return { members, end };
}

/** Pages through those behind the first ones, until there are so many of all, or no more. */
async function loadBehind(id: string, first: readonly Participant[], wanted: number): Promise<Participant[]> {
  const loaded: Participant[] = [];
  let cursor = first.length < wanted ? first.at(-1)?.id : undefined;
  while (cursor !== undefined) {
    const page = await besage.api.chats.participants(id, { cursor });
    loaded.push(...page.items);
    cursor = first.length + loaded.length < wanted ? page.cursor : undefined;
  }
  return loaded;
}
