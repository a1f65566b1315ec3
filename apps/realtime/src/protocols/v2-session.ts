import {
  ServiceError,
  closeCodes,
  commandFramesV2,
  isCommandFrameV2,
  isCommandTypeV2,
  type Command,
  type CommandFrameOf,
  type CommandFrameV2,
  type CommandId,
  type Message,
  type ReceiptKind,
} from '@besage/contracts';
import { endWith, type Span } from '@besage/service-kit';
import { Compile } from 'typebox/compile';
import { commandOf } from '../commands/command-of.js';
import type { Context } from '../context.js';
import { identify, withNameOf } from '../delivery/admit.js';
import type { Connection } from '../sockets/connection.js';
import { SendQueue } from '../sockets/send-queue.js';
import { parseFrame } from './parse-frame.js';
import { encodeAck, encodeRefusal } from './v2.js';

/** Commands of one socket that may wait for their answer; beyond, a command is refused at once. */
const UNANSWERED_MAX = 500;

const commandId = Compile(commandFramesV2.ping.properties.id);

type WithoutEnvelope<C> = C extends Command ? Pick<C, 'type' | 'input'> : never;

/** What a client says on a v2 socket once it is connected: each frame is a command, and each is answered. */
export class V2Session {
  private readonly ctx: Context;
  private readonly connection: Connection;
  /** Sends, by chat: each chat keeps its order. */
  private readonly sends = new Map<string, SendQueue>();
  /** Whatever changes messages keeps one order. */
  private readonly changes = new SendQueue();
  private unanswered = 0;

  constructor(ctx: Context, connection: Connection) {
    this.ctx = ctx;
    this.connection = connection;
  }

  /** Takes one frame. Whatever it is, it is answered with an error at worst and the socket lives on. */
  receive(data: Buffer, isBinary: boolean): void {
    // Who is being shown out is heard no more, however long they take to leave.
    if (!this.connection.isOpen) return;
    this.ctx.counts.frames += 1;
    const verdict = this.connection.budget.take(performance.now(), data.length);
    if (verdict === 'abuse') return this.connection.close(closeCodes.tooFast, 'You send far too many frames.');
    const frame = parseFrame(data, isBinary);
    const id = commandId.Check(frame?.['id']) ? frame['id'] : null;
    if (verdict === 'too_fast' || this.unanswered >= UNANSWERED_MAX) {
      return this.refuse(id, new ServiceError('rate_limited', { retryAfter: 1 }));
    }
    if (!frame) return this.refuse(id, new ServiceError('invalid_frame'));
    const { type } = frame;
    if (!isCommandTypeV2(type)) return this.refuse(id, new ServiceError('unknown_frame'));
    const command = { ...frame, type };
    if (!isCommandFrameV2(command)) return this.refuse(id, new ServiceError('invalid_frame'));
    void this.answer(command);
  }

  private async answer(frame: CommandFrameV2): Promise<void> {
    this.unanswered += 1;
    try {
      this.connection.write(encodeAck(frame.id, await this.execute(frame)));
    } catch (error) {
      this.refuse(frame.id, error instanceof ServiceError ? error : new ServiceError('internal_error'));
      if (!(error instanceof ServiceError)) this.ctx.log.error({ err: error, type: frame.type }, 'a frame failed');
    } finally {
      this.unanswered -= 1;
    }
  }

  /** @returns the message, where the answer brings one */
  private async execute(frame: CommandFrameV2): Promise<Message | undefined> {
    switch (frame.type) {
      case 'message.send':
        return this.send(frame);
      case 'message.edit': {
        const { type, message_id, content } = frame;
        return this.change({ type, input: { message_id, content } });
      }
      case 'message.delete':
        return this.change({ type: frame.type, input: { message_id: frame.message_id } });
      case 'reaction.set': {
        const { type, message_id, reaction } = frame;
        return this.change({ type, input: { message_id, reaction } });
      }
      case 'receipt.read':
        return this.advanceReceipt('read', frame);
      case 'receipt.delivered':
        return this.advanceReceipt('delivered', frame);
      case 'typing':
        return this.typing(frame.chat_id);
      case 'auth':
        return this.renew(frame.token);
      case 'ping':
        return undefined;
    }
  }

  private async send(frame: CommandFrameOf<'message.send'>): Promise<Message | undefined> {
    const { chat_id, client_id, content, reply_to, attachments } = frame;
    this.ctx.limits.sends.require(this.connection.person.userId, chat_id);
    const input = {
      chat_id,
      client_id,
      content,
      ...(reply_to && { reply_to }),
      ...(attachments && { attachments }),
      answer_message: true,
    };
    const span = this.ctx.tracer?.start('frame message.send', { kind: 'server' });
    const queue = this.sends.get(chat_id) ?? new SendQueue();
    this.sends.set(chat_id, queue);
    try {
      return await endWith(
        span,
        queue.run(() => this.run({ type: 'message.send', input }, span)),
      );
    } finally {
      if (queue.isIdle) this.sends.delete(chat_id);
    }
  }

  private change(command: WithoutEnvelope<Command>): Promise<Message | undefined> {
    this.ctx.limits.sends.requireChange(this.connection.person.userId);
    return this.changes.run(() => this.run(command));
  }

  private async advanceReceipt(
    kind: ReceiptKind,
    { chat_id, seq }: CommandFrameOf<'receipt.read' | 'receipt.delivered'>,
  ): Promise<undefined> {
    this.assertIn(chat_id);
    await this.run({ type: 'receipt.advance', input: { chat_id, kind, seq } });
  }

  private typing(chatId: string): undefined {
    this.assertIn(chatId);
    if (!this.connection.typing.mayTell(chatId, performance.now())) return;
    const { userId, username } = this.connection.person;
    const signal = { type: 'typing' as const, chat_id: chatId, user_id: userId, username };
    // Fleeting: while Redis is away nobody hears it.
    this.ctx.writer.signal(signal).catch(() => undefined);
  }

  /** A fresh token on the open socket; of the same person, or the socket stays as it was. */
  private async renew(token: string): Promise<undefined> {
    const person = identify(this.ctx, token);
    if (person?.userId !== this.connection.person.userId) throw new ServiceError('not_authenticated');
    const access = await this.ctx.askAccess({ ...person, chatId: null });
    if (!access.sessionLives) throw new ServiceError('not_authenticated');
    this.connection.renew(withNameOf(access, person));
  }

  private async run(command: WithoutEnvelope<Command>, span?: Span): Promise<Message | undefined> {
    const whole = { ...commandOf(this.ctx, this.connection, span), ...command } as Command;
    return (await this.ctx.commands.run(whole)).message;
  }

  private assertIn(chatId: string): void {
    if (!this.ctx.hub.room(chatId)?.knows(this.connection)) throw new ServiceError('not_a_participant');
  }

  private refuse(id: CommandId | null, error: ServiceError): void {
    this.ctx.counts.frameRefusals.add(error.code);
    this.connection.write(encodeRefusal(id, error));
  }
}
