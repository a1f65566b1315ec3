import { useRoute } from 'wouter';
import { useBesage } from '../besage.js';
import './chat-list.css';
import { ChatRow } from './chat-row.js';

/** All chats, the one with the newest message on top. */
export function ChatList() {
  const chats = useBesage((state) => state.chats);
  const isFirst = useBesage(({ chats, connection }) => chats.length === 0 && connection === 'online');
  const [, open] = useRoute('/chats/:id');
  if (isFirst) return <p className="chat-list-empty">No chats yet. Start the first one.</p>;
  return (
    <ul className="chat-list">
      {chats.map((chat) => (
        <ChatRow key={chat.id} chat={chat} isOpen={chat.id === open?.id} />
      ))}
    </ul>
  );
}
