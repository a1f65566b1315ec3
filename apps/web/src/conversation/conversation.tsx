import { useEffect, useState } from 'react';
import type { ChatState } from '@besage/client';
import { Link } from 'wouter';
import { besage, useBesage } from '../besage.js';
import { sentenceOf } from '../controls/notify.js';
import { Composer } from '../compose/composer.js';
import type { Intent } from '../compose/intent.js';
import { useUploads } from '../compose/use-uploads.js';
import { ConversationHeader } from './conversation-header.js';
import './conversation.css';
import { MessageList } from './message-list.js';
import { useDrop } from './use-drop.js';

/** One chat, with all that is said in it. */
export function Conversation({ chatId }: { chatId: string }) {
  const chat = useBesage(({ chats }) => chats.find(({ id }) => id === chatId));
  const problem = useFirstPage(chatId, chat?.history.loaded ?? false);
  return chat ? <OpenConversation chat={chat} /> : <NoConversation problem={problem} />;
}

/** One that is not there for me, or not yet. */
function NoConversation({ problem }: { problem: unknown }) {
  return (
    <main className="conversation-missing">
      {problem === undefined ? (
        <p className="late">Loading …</p>
      ) : (
        <>
          <p>{sentenceOf(problem)}</p>
          <Link href="/" className="button">
            All chats
          </Link>
        </>
      )}
    </main>
  );
}

function OpenConversation({ chat }: { chat: ChatState }) {
  const [intent, setIntent] = useState<Intent>({ kind: 'write' });
  const uploads = useUploads();
  const drop = useDrop((files) => {
    uploads.add(files);
    if (intent.kind === 'edit') setIntent({ kind: 'write' }); // an edit takes no images
  });
  return (
    <main className="conversation" {...drop.handlers}>
      <ConversationHeader chat={chat} />
      <MessageList chat={chat} onIntent={setIntent} />
      {chat.active ? (
        <Composer chat={chat} intent={intent} onIntent={setIntent} uploads={uploads} />
      ) : (
        <p className="conversation-archived">This chat is archived: it can be read, and nothing more is said here.</p>
      )}
      {drop.isOver && <p className="conversation-drop">Drop images to send them here</p>}
    </main>
  );
}

/** Loads the newest messages, again when the line is back. @returns why they cannot be loaded */
function useFirstPage(chatId: string, isLoaded: boolean): unknown {
  const [problem, setProblem] = useState<unknown>();
  const isOnline = useBesage(({ connection }) => connection === 'online');
  useEffect(() => {
    if (isLoaded || !isOnline) return;
    void besage
      .chat(chatId)
      .loadOlder()
      .then(() => setProblem(undefined), setProblem);
  }, [chatId, isLoaded, isOnline]);
  return problem;
}
