import { useRoute } from 'wouter';
import { useBesage } from '../besage.js';
import './chat-list.css';
import { ChatRow } from './chat-row.js';

/** All chats, the one with the newest message on top. */
export function ChatList() {
  const chats = useBesage((state) => state.chats);
  const isKnown = useBesage(({ connection }) => connection === 'online');
  const [, open] = useRoute('/chats/:id');
  if (chats.length === 0 && isKnown) return <p className="chat-list-empty">No chats yet. Start the first one.</p>;
  if (chats.length === 0) return <p className="chat-list-empty late">Loading …</p>;
  return (
    <ul className="chat-list">
      {chats.map((chat) => (
        <ChatRow key={chat.id} chat={chat} isOpen={chat.id === open?.id} />
      ))}
    </ul>
  );
}
