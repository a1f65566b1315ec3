import { Dialog } from '@base-ui/react/dialog';
import type { ChatState } from '@besage/client';
import { Users } from 'lucide-react';
import { useMe } from '../besage.js';
import '../controls/dialog.css';
import { AddMembers } from './add-members.js';
import { LeaveButton } from './leave-button.js';
import { MemberRow } from './member-row.js';
import './members.css';
import { mayAdd } from './rights.js';
import { useMembers } from './use-members.js';

/** Who is in a chat, and what I may change about it. */
export function MembersDialog({ chat }: { chat: ChatState }) {
  return (
    <Dialog.Root>
      <Dialog.Trigger className="icon-button" aria-label="People in this chat">
        <Users size={20} />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-backdrop" />
        <Dialog.Popup className="dialog members-dialog">
          <Dialog.Title className="dialog-title">People ({chat.participant_count})</Dialog.Title>
          <MemberList chat={chat} />
          <div className="dialog-buttons">
            <LeaveButton chat={chat} />
            <Dialog.Close className="button">Close</Dialog.Close>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function MemberList({ chat }: { chat: ChatState }) {
  const me = useMe();
  const { members, end } = useMembers(chat);
  // Of a very large chat I may be further down: until that is known, nothing is offered.
  const mine = members.find(({ user }) => user.id === me)?.role ?? 'member';
  return (
    <>
      {mayAdd(chat, mine) && <AddMembers chat={chat} isIn={new Set(members.map(({ user }) => user.id))} />}
      <div className="members" role="group" aria-label="People in this chat" tabIndex={0}>
        <ul>
          {members.map((member) => (
            <MemberRow key={member.id} chat={chat} member={member} mine={mine} />
          ))}
        </ul>
        <div ref={end} className="members-end" />
      </div>
    </>
  );
}
