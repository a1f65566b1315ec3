import { useState, type SubmitEvent } from 'react';
import { Button } from '@base-ui/react/button';
import type { ChatState, User } from '@besage/client';
import { besage } from '../besage.js';
import { PeoplePicker } from '../chats/people-picker.js';
import { notify } from '../controls/notify.js';

interface Props {
  chat: ChatState;
  /** Ids of those who are in. */
  isIn: ReadonlySet<string>;
}

/** Lets people into a chat that goes on. */
export function AddMembers({ chat, isIn }: Props) {
  const [people, setPeople] = useState<User[]>([]);
  async function add(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    try {
      await besage.api.chats.add(
        chat.id,
        people.map(({ id }) => id),
      );
      setPeople([]);
    } catch (error) {
      notify(error);
    }
  }
  return (
    <form className="members-add" onSubmit={(event) => void add(event)}>
      <PeoplePicker label="Add people" people={people} onPeople={setPeople} except={isIn} />
      <Button type="submit" className="button" data-kind="primary" disabled={people.length === 0}>
        Add
      </Button>
      <p className="dialog-text">
        {chat.kind === 'direct' && 'A third person makes a group of this chat. '}
        Who is added can read all that was said.
      </p>
    </form>
  );
}
