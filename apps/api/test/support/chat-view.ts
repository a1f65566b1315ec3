import type { Chat, Event, Message, MessageStatus, NoticeOf, ReceiverStatus } from '@besage/contracts';

type Receipt = NoticeOf<'receipts.advanced'>['receipts'][number];

/** What a message is to a client that follows events: when a status came they do not tell. */
export type SeenMessage = Omit<Message, 'statuses'> & { statuses: Omit<ReceiverStatus, 'updated_at'>[] };
export type SeenChat = Omit<Chat, 'last_message'> & { last_message: SeenMessage | null };

/** A chat on somebody's screen: what they fetched once, kept up to date by events alone. */
export class ChatView {
  chat: SeenChat;
  /** Oldest first. */
  messages: SeenMessage[];
  private readonly viewerId: string;
  private readSeq: number;

  /** @param messages newest first, as REST gives them */
  constructor(viewerId: string, chat: Chat, messages: Message[]) {
    this.viewerId = viewerId;
    this.messages = messages.map(seen).toReversed();
    this.chat = { ...chat, last_message: this.messages.at(-1) ?? null };
    const ofOthers = this.messages.filter(({ sender }) => sender.id !== viewerId);
    this.readSeq = Math.max(
      0,
      ...ofOthers.filter((message) => this.statusOf(message) === 'read').map(({ seq }) => seq),
    );
  }

  apply(event: Event): void {
    if ('chat_id' in event && event.chat_id !== this.chat.id) return;
    switch (event.type) {
      case 'message.created':
        this.messages.push(seen(event.data.message));
        break;
      case 'message.edited':
      case 'message.deleted':
        this.change(event.data.message.id, () => seen(event.data.message));
        break;
      case 'reaction.changed': {
        const { message_id, user_id, reaction } = event.data;
        this.change(message_id, (message) => ({
          ...message,
          reactions: byUser([
            ...message.reactions.filter(({ user }) => user !== user_id),
            ...(reaction ? [reaction] : []),
          ]),
        }));
        break;
      }
      case 'chat.created':
      case 'participant.added':
      case 'participant.updated':
      case 'participant.removed': {
        const { participants, participant_count, chat } = event.data;
        Object.assign(this.chat, chat, { participants, participant_count });
        const isIn = new Set(participants.map(({ user }) => user.id));
        this.changeAll((message) =>
          summed(
            message,
            message.statuses.filter(({ receiver }) => isIn.has(receiver.id)),
          ),
        );
        break;
      }
      case 'chat.updated':
        Object.assign(this.chat, event.data.chat);
        break;
      case 'receipts.advanced':
        for (const receipt of event.receipts) this.advance(receipt);
        break;
      case 'session.ended':
    }
    this.chat.last_message = this.messages.at(-1) ?? null;
    this.chat.unread_count = this.messages.filter(
      ({ seq, sender, deleted }) => seq > this.readSeq && sender.id !== this.viewerId && !deleted,
    ).length;
  }

  private advance({ user_id, delivered_seq, read_seq }: Receipt): void {
    if (user_id === this.viewerId) this.readSeq = read_seq;
    this.changeAll((message) => {
      const reached = read_seq >= message.seq ? 'read' : delivered_seq >= message.seq ? 'delivered' : 'sent';
      return summed(
        message,
        message.statuses.map((each) => (each.receiver.id === user_id ? { ...each, status: reached } : each)),
      );
    });
  }

  private statusOf({ statuses }: SeenMessage): MessageStatus | undefined {
    return statuses.find(({ receiver }) => receiver.id === this.viewerId)?.status;
  }

  private change(id: string, to: (message: SeenMessage) => SeenMessage): void {
    this.changeAll((message) => (message.id === id ? to(message) : message));
  }

  private changeAll(to: (message: SeenMessage) => SeenMessage): void {
    this.messages = this.messages.map(to);
  }
}

function seen({ statuses, reactions, ...rest }: Message): SeenMessage {
  return {
    ...rest,
    statuses: statuses.map(({ id, receiver, status }) => ({ id, receiver, status })),
    reactions: byUser(reactions),
  };
}

const byUser = (reactions: SeenMessage['reactions']) => reactions.toSorted((a, b) => (a.user < b.user ? -1 : 1));

/** The message with other statuses, and what all of them have reached. */
function summed(message: SeenMessage, statuses: SeenMessage['statuses']): SeenMessage {
  const order = ['sent', 'delivered', 'read'] as const;
  const status = order.find((each) => statuses.some((one) => one.status === each)) ?? 'sent';
  return { ...message, statuses, status };
}
