import {
  ServiceError,
  closeCodes,
  isChatMessageFrame,
  type ChatMessageFrameV1,
  type ErrorCode,
  type Message,
  type ReceiptKind,
} from '@besage/contracts';
import { endWith, newId } from '@besage/service-kit';
import { commandOf } from '../commands/command-of.js';
import type { Context } from '../context.js';
import type { Connection } from '../sockets/connection.js';
import type { Room } from '../sockets/room.js';
import { SendQueue } from '../sockets/send-queue.js';
import { parseFrame } from './parse-frame.js';
import { encodeMessage } from './v1-frames.js';
import { encodeError } from './v1.js';

/** What a client says on a v1 chat socket: each frame is checked and becomes a command or a signal. */
export class V1ChatSession {
  private readonly ctx: Context;
  protected readonly connection: Connection;
  private readonly chatId: string;
  /** Where the chat's log stood when this socket began to listen. */
  private readonly joinedSeq: number;
  private readonly queue = new SendQueue();

  constructor(ctx: Context, connection: Connection, room: Room) {
    this.ctx = ctx;
    this.connection = connection;
    this.chatId = room.chatId;
    this.joinedSeq = room.log.lastSeq ?? 0;
  }

  /** Takes one frame. Whatever it is, it is answered with an error at worst and the socket lives on. */
  receive(data: Buffer, isBinary: boolean): void {
    // Who is being shown out is heard no more, however long they take to leave.
    if (!this.connection.isOpen) return;
    this.ctx.counts.frames += 1;
    const verdict = this.connection.budget.take(performance.now(), data.length);
    if (verdict === 'abuse') return this.connection.close(closeCodes.tooFast, 'You send far too many frames.');
    const frame = parseFrame(data, isBinary);
    if (verdict === 'too_fast') return this.refuse('rate_limited', clientIdOf(frame));
    if (frame === undefined) return this.refuse('invalid_frame', undefined);
    this.dispatch(frame);
  }

  private dispatch(frame: Record<string, unknown>): void {
    switch (frame['type'] ?? 'chat_message') {
      case 'chat_message':
        if (isChatMessageFrame(frame)) void this.send(frame);
        else this.refuse('invalid_frame', clientIdOf(frame));
        return;
      case 'typing':
        return this.typing();
      case 'read_messages':
        return void this.advanceReceipt('read');
      case 'delivered_messages':
        return void this.advanceReceipt('delivered');
      default:
        return this.refuse('unknown_frame', clientIdOf(frame));
    }
  }

  /** @returns whether it was sent; if not, the client has been told why */
  protected async send(frame: ChatMessageFrameV1): Promise<boolean> {
    const { message: content, client_id: clientId, reply_to: replyTo } = frame;
    const input = {
      chat_id: this.chatId,
      client_id: clientId ?? newId(),
      content,
      ...(replyTo && { reply_to: replyTo }),
    };
    try {
      this.ctx.limits.sends.require(this.connection.person.userId, this.chatId);
      const span = this.ctx.tracer?.start('frame message.send', { kind: 'server' });
      const command = { type: 'message.send' as const, input, ...commandOf(this.ctx, this.connection, span) };
      const { message } = await endWith(
        span,
        this.queue.run(() => this.ctx.commands.run(command)),
      );
      if (message) this.answerRepeated(message);
      return true;
    } catch (error) {
      this.refuseBy(error, clientId);
      return false;
    }
  }

  /** Says that everything in the chat has reached this person, or was read. */
  async advanceReceipt(kind: ReceiptKind): Promise<void> {
    const input = { chat_id: this.chatId, kind };
    try {
      await this.ctx.commands.run({ ...commandOf(this.ctx, this.connection), type: 'receipt.advance', input });
    } catch (error) {
      this.refuseBy(error, undefined);
    }
  }

  /** The message was sent before. Who has not seen it on this socket sees it now; others have it from the room. */
  protected answerRepeated(message: Message): void {
    const seenHere = message.chat === this.chatId && message.seq > this.joinedSeq;
    if (!seenHere) this.connection.write(encodeMessage(message));
  }

  private typing(): void {
    if (!this.connection.typing.mayTell(this.chatId, performance.now())) return;
    const { userId, username } = this.connection.person;
    const signal = { type: 'typing' as const, chat_id: this.chatId, user_id: userId, username };
    // Fleeting: while Redis is away nobody hears it.
    this.ctx.writer.signal(signal).catch(() => undefined);
  }

  private refuseBy(error: unknown, clientId: string | undefined): void {
    const { code, message } = error instanceof ServiceError ? error : new ServiceError('internal_error');
    this.refuse(code, clientId, message);
  }

  private refuse(code: ErrorCode, clientId: string | undefined, detail = new ServiceError(code).message): void {
    this.ctx.counts.frameRefusals.add(code);
    this.connection.write(encodeError(code, detail, clientId));
  }
}

/** The sender's id of what is refused, so that they know which of their messages it was. */
function clientIdOf(frame: Record<string, unknown> | undefined): string | undefined {
  const clientId = frame?.['client_id'];
  return typeof clientId === 'string' && clientId.length <= 64 ? clientId : undefined;
}
