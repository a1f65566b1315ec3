import { useState, type SubmitEvent } from 'react';
import { Button } from '@base-ui/react/button';
import { Dialog } from '@base-ui/react/dialog';
import type { User } from '@besage/client';
import { SquarePen } from 'lucide-react';
import { useLocation } from 'wouter';
import { besage } from '../besage.js';
import '../controls/dialog.css';
import { notify } from '../controls/notify.js';
import { TextField } from '../controls/text-field.js';
import { PeoplePicker } from './people-picker.js';

/** Starts a chat: with one person, which there is once, or with many, who may give it a name. */
export function NewChatDialog() {
  const [isOpen, setOpen] = useState(false);
  return (
    <Dialog.Root open={isOpen} onOpenChange={setOpen}>
      <Dialog.Trigger className="icon-button" aria-label="New chat">
        <SquarePen size={20} />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-backdrop" />
        <Dialog.Popup className="dialog">
          <Dialog.Title className="dialog-title">New chat</Dialog.Title>
          <NewChatForm onDone={() => setOpen(false)} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function NewChatForm({ onDone }: { onDone: () => void }) {
  const [people, setPeople] = useState<User[]>([]);
  const [name, setName] = useState('');
  const [, navigate] = useLocation();

  async function create(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const participants = people.map(({ id }) => id);
    const named = people.length > 1 && name.trim() !== '' && { name: name.trim() };
    try {
      const { id } = await besage.api.chats.create({ participants, ...named });
      onDone();
      navigate(`/chats/${id}`);
    } catch (error) {
      notify(error);
    }
  }

  return (
    <form className="new-chat" onSubmit={(event) => void create(event)}>
      <PeoplePicker label="People" people={people} onPeople={setPeople} />
      {people.length > 1 && (
        <TextField
          name="name"
          label="Name of the group, if it is to have one"
          required={false}
          value={name}
          onValueChange={setName}
        />
      )}
      <div className="dialog-buttons">
        <Dialog.Close className="button">Cancel</Dialog.Close>
        <Button type="submit" className="button" data-kind="primary" disabled={people.length === 0}>
          Start
        </Button>
      </div>
    </form>
  );
}
