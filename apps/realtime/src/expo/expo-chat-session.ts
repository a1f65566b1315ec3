import type { ChatMessageFrameV1 } from '@besage/contracts';
import { newId } from '@besage/service-kit';
import type { Context } from '../context.js';
import { V1ChatSession } from '../protocols/v1-chat-session.js';
import type { Connection } from '../sockets/connection.js';
import type { Room } from '../sockets/room.js';

/** What the app says on a chat socket: the frames of v1. It shows its own messages itself and must not get them back. */
export class ExpoChatSession extends V1ChatSession {
  private readonly room: Room;

  constructor(ctx: Context, connection: Connection, room: Room) {
    super(ctx, connection, room);
    this.room = room;
  }

  protected override async send(frame: ChatMessageFrameV1): Promise<boolean> {
    const clientId = newId();
    const keepNoMore = this.room.keepFrom(this.connection, clientId);
    const isSent = await super.send({ ...frame, client_id: clientId });
    if (!isSent) keepNoMore();
    return isSent;
  }

  protected override answerRepeated(): void {
    // The command was repeated, not the message: the app has it.
  }
}
