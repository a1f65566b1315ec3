import { MessagesSquare } from 'lucide-react';
import { useRoute } from 'wouter';
import type { UserSummary } from '@besage/client';
import { ChatList } from '../chats/chat-list.js';
import { NewChatDialog } from '../chats/new-chat-dialog.js';
import { Boundary } from '../controls/boundary.js';
import { Conversation } from '../conversation/conversation.js';
import { AccountMenu } from './account-menu.js';
import { ConnectionLine } from './connection-line.js';
import './messenger.css';
import { useTitle } from './use-title.js';

/** Who is signed in sees their chats, and beside them the one whose address the page has. */
export function Messenger({ me }: { me: UserSummary }) {
  const [, chat] = useRoute('/chats/:id');
  useTitle();
  return (
    <div className="messenger" data-shows={chat ? 'conversation' : 'chats'}>
      <ConnectionLine />
      <nav className="messenger-chats" aria-label="Chats">
        <header className="messenger-header">
          <AccountMenu me={me} />
          <h1>Chats</h1>
          <NewChatDialog />
        </header>
        <ChatList />
      </nav>
      <Boundary key={chat?.id}>{chat ? <Conversation chatId={chat.id} /> : <NothingOpen />}</Boundary>
    </div>
  );
}

function NothingOpen() {
  return (
    <main className="messenger-nothing">
      <MessagesSquare size={40} strokeWidth={1.25} />
      <p>Choose a chat, or start a new one.</p>
    </main>
  );
}
