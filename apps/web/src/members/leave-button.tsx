import { useState } from 'react';
import { Button } from '@base-ui/react/button';
import type { ChatState } from '@besage/client';
import { useLocation } from 'wouter';
import { besage, useMe } from '../besage.js';
import { chatTitle } from '../chats/chat-title.js';
import { ConfirmDialog } from '../controls/confirm-dialog.js';
import { notify } from '../controls/notify.js';

/** The way out of a chat. */
export function LeaveButton({ chat }: { chat: ChatState }) {
  const [isAsked, setAsked] = useState(false);
  const [, navigate] = useLocation();
  const me = useMe();
  function leave(): void {
    navigate('/');
    besage.api.chats.leave(chat.id).catch(notify);
  }
  return (
    <>
      <Button className="button members-leave" onClick={() => setAsked(true)}>
        Leave
      </Button>
      <ConfirmDialog
        title={`Leave ${chatTitle(chat, me)}?`}
        does="Leave"
        keeps="Stay"
        onConfirm={leave}
        isOpen={isAsked}
        onOpenChange={setAsked}
      >
        You will no longer see this chat. What you said stays, and the others can let you in again.
      </ConfirmDialog>
    </>
  );
}
