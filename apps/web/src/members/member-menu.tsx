import { useState } from 'react';
import { Menu } from '@base-ui/react/menu';
import type { ChatState, Participant } from '@besage/client';
import { Crown, MoreHorizontal, Shield, ShieldOff, UserMinus } from 'lucide-react';
import { besage } from '../besage.js';
import { ConfirmDialog } from '../controls/confirm-dialog.js';
import '../controls/menu.css';
import { notify } from '../controls/notify.js';
import { useLandmark } from '../controls/use-landmark.js';
import { mayChangeRoles, mayRemove, type Role } from './rights.js';

interface Props {
  chat: ChatState;
  member: Participant;
  /** My own role. */
  mine: Role;
}

/** What I may do about somebody in a chat: another role, or out; nothing, where I may do nothing. */
export function MemberMenu({ chat, member: { user, role }, mine }: Props) {
  const [trigger, container] = useLandmark();
  const [asked, setAsked] = useState<'owner' | 'remove'>();
  /** What is asked waits until the menu is gone: it would give the focus back, and take it from the question. */
  const [isMenuThere, setMenuThere] = useState(false);
  const canRemove = mayRemove(chat, mine, role);
  const canChangeRole = mayChangeRoles(chat, mine);
  if (!canRemove && !canChangeRole) return null;
  const setRole = (next: Role) => void besage.api.chats.setRole(chat.id, user.id, next).catch(notify);
  const asking = { keeps: 'Cancel', onOpenChange: () => setAsked(undefined) };
  return (
    <>
      <Menu.Root onOpenChangeComplete={setMenuThere}>
        <Menu.Trigger ref={trigger} className="icon-button" aria-label={`Actions for ${user.username}`}>
          <MoreHorizontal size={18} />
        </Menu.Trigger>
        <Menu.Portal container={container}>
          <Menu.Positioner className="popup-place" sideOffset={4} align="end">
            <Menu.Popup className="menu">
              {canChangeRole && <RoleItems role={role} onRole={setRole} onOwner={() => setAsked('owner')} />}
              {canRemove && (
                <Menu.Item className="menu-item" data-kind="danger" onClick={() => setAsked('remove')}>
                  <UserMinus size={16} /> Remove from the chat
                </Menu.Item>
              )}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      <ConfirmDialog
        {...asking}
        isOpen={asked === 'owner' && !isMenuThere}
        title={`Make ${user.username} the owner?`}
        does="Make owner"
        onConfirm={() => setRole('owner')}
      >
        There is one owner: you will be an admin, and only they can make you the owner again.
      </ConfirmDialog>
      <ConfirmDialog
        {...asking}
        isOpen={asked === 'remove' && !isMenuThere}
        title={`Remove ${user.username}?`}
        does="Remove"
        onConfirm={() => void besage.api.chats.remove(chat.id, [user.id]).catch(notify)}
      >
        They will no longer see this chat. What they said stays.
      </ConfirmDialog>
    </>
  );
}

interface RoleItemsProps {
  role: Role;
  onRole: (role: Role) => void;
  onOwner: () => void;
}

function RoleItems({ role, onRole, onOwner }: RoleItemsProps) {
  return (
    <>
      {role === 'member' ? (
        <Menu.Item className="menu-item" onClick={() => onRole('admin')}>
          <Shield size={16} /> Make an admin
        </Menu.Item>
      ) : (
        <Menu.Item className="menu-item" onClick={() => onRole('member')}>
          <ShieldOff size={16} /> No longer an admin
        </Menu.Item>
      )}
      <Menu.Item className="menu-item" onClick={onOwner}>
        <Crown size={16} /> Make the owner
      </Menu.Item>
      <Menu.Separator className="menu-separator" />
    </>
  );
}
