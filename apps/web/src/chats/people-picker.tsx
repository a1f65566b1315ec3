import { useId, useRef, useState, type RefObject } from 'react';
import { Combobox } from '@base-ui/react/combobox';
import type { User } from '@besage/client';
import { X } from 'lucide-react';
import { Avatar } from '../controls/avatar.js';
import '../controls/menu.css';
import './people-picker.css';
import { usePeopleSearch } from './use-people-search.js';

interface Props {
  label: string;
  people: User[];
  onPeople: (people: User[]) => void;
  /** Ids of those who are not offered. */
  except?: ReadonlySet<string>;
}

const nobody: ReadonlySet<string> = new Set();

/** Finds people by their names, and holds those that were picked. */
export function PeoplePicker({ label, people, onPeople, except = nobody }: Props) {
  const [text, setText] = useState('');
  const inputId = useId();
  const place = useRef<HTMLDivElement>(null);
  const found = usePeopleSearch(text);
  const items = found.filter(({ id }) => !except.has(id) && !people.some((each) => each.id === id));
  return (
    <Combobox.Root
      items={items}
      filter={null}
      multiple
      value={people}
      onValueChange={onPeople}
      inputValue={text}
      onInputValueChange={setText}
      itemToStringLabel={({ username }: User) => username}
      isItemEqualToValue={(item: User, value: User) => item.id === value.id}
      autoHighlight
    >
      <div ref={place} className="field">
        <label htmlFor={inputId} className="field-label">
          {label}
        </label>
        <Combobox.Chips className="field-control people-chips">
          {people.map((person) => (
            <Combobox.Chip key={person.id} className="people-chip" aria-label={person.username}>
              <bdi className="menu-name">{person.username}</bdi>
              <Combobox.ChipRemove className="people-chip-remove" aria-label={`Remove ${person.username}`}>
                <X size={14} />
              </Combobox.ChipRemove>
            </Combobox.Chip>
          ))}
          <Combobox.Input
            id={inputId}
            className="people-input"
            placeholder={people.length === 0 ? 'Search by name' : ''}
            onKeyDown={(event) => {
              // Who was looked for is not there: that is no reason to go on without them.
              if (event.key !== 'Enter' || text.trim() === '' || items.length > 0) return;
              event.preventDefault();
              event.preventBaseUIHandler();
            }}
          />
        </Combobox.Chips>
      </div>
      <Found place={place} />
    </Combobox.Root>
  );
}

/** It opens within the dialog, where screen readers expect it. */
function Found({ place }: { place: RefObject<HTMLElement | null> }) {
  return (
    <Combobox.Portal container={place}>
      <Combobox.Positioner className="popup-place" sideOffset={4} align="start">
        <Combobox.Popup className="menu people-found">
          <Combobox.Empty className="people-nobody">Nobody else of that name.</Combobox.Empty>
          <Combobox.List>
            {(person: User) => (
              <Combobox.Item key={person.id} value={person} className="menu-item people-item">
                <Avatar name={person.username} image={person.profile_img} size="small" />
                <bdi className="menu-name">{person.username}</bdi>
              </Combobox.Item>
            )}
          </Combobox.List>
        </Combobox.Popup>
      </Combobox.Positioner>
    </Combobox.Portal>
  );
}
