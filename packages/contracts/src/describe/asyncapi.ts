import { Type, type TObject, type TSchema } from 'typebox';
import { closeCodes } from '../close-codes.js';
import { serverFramesExpo } from '../frames/expo.js';
import { clientFramesV1, serverFramesV1 } from '../frames/v1.js';
import { ConnectFrame, commandFramesV2, serverFramesV2 } from '../frames/v2.js';
import { exampleOf } from './example-of.js';
import { nameSchemas } from './name-schemas.js';
import { namedSchemas } from './named-schemas.js';

const description = `The sockets of Besage: what is live. JSON text frames. On \`/ws/\` the access token is in the first frame, elsewhere it
travels in the address.

A refused socket is accepted and then closed, so that a browser can see why: ${closeCodes.notAuthenticated} no valid
token, or it ran out; ${closeCodes.notAParticipant} not (or no longer) in the chat; ${closeCodes.noSuchChat} no such chat;
${closeCodes.tooSlow} too slow a reader; ${closeCodes.tooFast} too many frames, or sockets; ${closeCodes.frameTooBig} frame too big;
${closeCodes.goingDown} this server is going down, come back. After ${closeCodes.goingDown} and ${closeCodes.tooSlow}
reconnecting makes sense, after ${closeCodes.notAuthenticated} with a new token.`;

interface Channel {
  address: string;
  /** Whether the first frame brings the token, not the address. */
  connects?: true;
  summary: string;
  /** Frames of the client and of the server, by their names in the document. */
  receives: Record<string, TSchema>;
  sends: Record<string, TSchema>;
}

const { mencion, nuevo_chat, connection_established, ...ofChat } = serverFramesV1;
const { mensaje_nuevo, ...chatSends } = ofChat;
const { mensaje_estado, participantes_actualizados, chat_actualizado } = ofChat;

const { new_chat, participants_updated } = serverFramesExpo;

/** Every socket address, with what is said on it. */
const channels: Record<string, Channel> = {
  everything: {
    address: '/ws/',
    summary: 'One socket for all chats of a person: every command is answered, every entry of a log arrives once.',
    connects: true,
    receives: { connect: ConnectFrame, ...commandFramesV2 },
    sends: serverFramesV2,
  },
  chat: {
    address: '/ws/chat/{chat_id}/',
    summary: 'One chat. Connecting marks its messages as delivered.',
    receives: clientFramesV1,
    sends: chatSends,
  },
  user: {
    address: '/ws/user/',
    summary: 'News of all chats of one person, also of those that come.',
    receives: {},
    sends: {
      connection_established,
      mensaje_nuevo,
      mencion,
      mensaje_estado,
      nuevo_chat,
      participantes_actualizados,
      chat_actualizado,
    },
  },
  expo_chat: {
    address: '/expo/ws/chat/{chat_id}/',
    summary: 'One chat, in the dialect of the React Native app.',
    receives: clientFramesV1,
    sends: { ...serverFramesExpo, error: serverFramesV1.error },
  },
  expo_user: {
    address: '/expo/ws/chat//',
    summary: 'News of chats, in the dialect of the React Native app.',
    receives: {},
    sends: { new_chat, participants_updated },
  },
};

interface DescribedMessage {
  name: string;
  payload: object;
  examples: { payload: unknown }[];
}

interface DescribedChannel {
  address: string;
  summary: string;
  parameters?: object;
  bindings: { ws: { method: 'GET'; query: TObject; bindingVersion: string } };
  messages: Record<string, DescribedMessage>;
}

interface DescribedOperation {
  action: 'send' | 'receive';
  summary: string;
  channel: { $ref: string };
  messages: { $ref: string }[];
}

/** What readers of the document need to know of it; it holds more. */
export interface SocketsDocument {
  asyncapi: string;
  defaultContentType: string;
  info: { title: string; version: string; description: string };
  channels: Record<string, DescribedChannel>;
  operations: Record<string, DescribedOperation>;
  components: { schemas: Record<string, unknown> };
}

/** The sockets as an AsyncAPI 3 document, made of the schemas that check and type the frames. */
export function describeSockets(version: string): SocketsDocument {
  const described = {
    channels: mapEntries(channels, describeChannel),
    operations: Object.fromEntries(
      Object.entries(channels).flatMap(([id, channel]) => Object.entries(describeOperations(id, channel))),
    ),
  };
  const { document, schemas } = nameSchemas(described, namedSchemas);
  return {
    asyncapi: '3.0.0',
    info: { title: 'Besage', version, description },
    defaultContentType: 'application/json',
    ...document,
    components: { schemas },
  };
}

function describeChannel({ address, connects, summary, receives, sends }: Channel): DescribedChannel {
  const query = Type.Object(connects ? {} : { token: Type.String({ description: 'the access token' }) });
  return {
    address,
    summary,
    ...(address.includes('{chat_id}') && { parameters: { chat_id: { description: 'the id of the chat' } } }),
    bindings: { ws: { method: 'GET', query, bindingVersion: '0.1.0' } },
    messages: { ...mapEntries(receives, describeMessage, clientName), ...mapEntries(sends, describeMessage) },
  };
}

/** `send` and `receive` are what we do. */
function describeOperations(id: string, { summary, receives, sends }: Channel): Record<string, DescribedOperation> {
  const channel = { $ref: `#/channels/${id}` };
  const refs = (names: string[]) => names.map((name) => ({ $ref: `#/channels/${id}/messages/${name}` }));
  const received = Object.keys(receives).map(clientName);
  return {
    [`${id}_send`]: { action: 'send', summary, channel, messages: refs(Object.keys(sends)) },
    ...(received.length > 0 && {
      [`${id}_receive`]: { action: 'receive', summary, channel, messages: refs(received) },
    }),
  };
}

/** Client and server have frames of the same names. */
const clientName = (name: string) => `client_${name}`;

function describeMessage(payload: TSchema, name: string): DescribedMessage {
  return { name, payload, examples: [{ payload: exampleOf(payload) }] };
}

function mapEntries<From, To>(
  record: Record<string, From>,
  map: (value: From, name: string) => To,
  rename = (name: string) => name,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [rename(name), map(value, name)]));
}
