/* global document */
import { call, session } from './api.js';
import { Line } from './line.js';

/*
 * Behaves as the React Native app does, in its awkward ways too: it shows its own message at once and never learns its id,
 * answers every change of its messages with `read_messages`, says things twice, and does not look for what it has missed
 * without a socket.
 */

const PAGE_SIZE = 50;
const PLACEHOLDER = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=';

let chat;
let messages = [];
let page = 1;
const line = new Line((frame) => hear[frame.type]?.(frame));

const hear = {
  message: ({ message }) => {
    if (message.chat !== chat?.id) return;
    change([message, ...messages]);
    const isMine = message.sender.id === session.user.id;
    if (!isMine) void call('PUT', `/api/messages/${message.id}/status/`, { status: 'delivered' });
  },
  message_status: ({ messageId, status }) =>
    change(messages.map((message) => (message.id === messageId ? { ...message, status } : message))),
  new_chat: () => loadChats(),
  participants_updated: ({ chatId, participants }) => {
    if (chatId === chat?.id) showChat({ ...chat, participants });
  },
  typing: ({ username }) => {
    find('#typing').textContent = `${username} is typing`;
    setTimeout(() => (find('#typing').textContent = ''), 3_000);
  },
};

function change(next) {
  messages = next;
  find('#messages').replaceChildren(
    ...messages.map(({ id, sender, content, status }) =>
      make('li', { id, textContent: `${sender.username}: ${content} (${status})` }),
    ),
  );
  if (!chat || messages.length === 0) return;
  line.say({ type: 'read_messages' });
  line.say({ type: 'read_messages' });
}

async function openChat(id) {
  line.connect(id);
  showChat(await call('GET', `/api/chats/${id}/`));
  page = 1;
  find('#older').disabled = false;
  change(await call('GET', `/api/chats/${id}/messages/?page=1&page_size=${PAGE_SIZE}`));
  await call('PUT', `/api/messages/status/update-all/${id}/`, {});
  setTimeout(() => chat?.id === id && line.say({ type: 'delivered_messages' }), 1_000);
}

function showChat(opened) {
  chat = opened;
  find('#chat').hidden = false;
  find('#chat h1').textContent = chat.name;
  find('#participants').textContent = chat.participants.map(({ username }) => username).join(', ');
}

function leaveChat() {
  line.leave();
  chat = undefined;
  messages = [];
  find('#chat').hidden = true;
}

async function showOlder() {
  const older = await call('GET', `/api/chats/${chat.id}/messages/?page=${page + 1}&page_size=${PAGE_SIZE}`);
  if (older.length === 0) return void (find('#older').disabled = true);
  page += 1;
  change([...messages, ...older]);
}

function say(content) {
  const own = { id: `own-${Date.now()}`, sender: session.user, content, status: 'sending' };
  change([own, ...messages]);
  line.say({ type: 'chat_message', message: content });
  setTimeout(() => change(messages.map((one) => (one.id === own.id ? { ...one, status: 'sent' } : one))), 300);
}

async function loadChats() {
  if (!session.user) return;
  const chats = await call('GET', '/api/chats/');
  const activity = ({ lastMessage, updatedAt }) => new Date(lastMessage?.sent_at ?? updatedAt).getTime();
  chats.sort((a, b) => activity(b) - activity(a));
  find('#chats').replaceChildren(
    ...chats.map(({ id, name, participants, lastMessage, unreadCount }) => {
      const button = make('button', { textContent: name, onclick: trying(() => openChat(id)) });
      const last = make('span', { textContent: lastMessage ? lastMessage.content : 'No messages yet' });
      const badge = unreadCount === undefined ? '' : make('b', { textContent: unreadCount });
      return make('li', {}, picture(participants[0]?.profileImage, name), button, last, badge);
    }),
  );
}

async function loadPeople() {
  const people = await call('GET', '/api/users/');
  find('#people').replaceChildren(
    ...people
      .filter(({ id }) => id !== session.user.id)
      .map(({ id, username, profileImage }) => {
        const label = make('label', {}, make('input', { type: 'checkbox', value: id }), username);
        return make('li', {}, picture(profileImage, username), label);
      }),
  );
}

/** The ids of the people that are ticked, who are ticked no more. */
function takeTicked() {
  const ticked = [...document.querySelectorAll('#people :checked')];
  for (const box of ticked) box.checked = false;
  return ticked.map(({ value }) => value);
}

async function startChat() {
  const others = takeTicked();
  const name = others.length > 1 ? 'New group' : undefined;
  const { id } = await call('POST', '/api/chats/', { name, participants_ids: [...others, session.user.id] });
  await openChat(id);
}

async function logIn({ username, password }) {
  const { user, access } = await call('POST', '/api/auth/login/', { username, password });
  keepUser({ ...user, token: access });
  find('main').hidden = false;
  await Promise.all([loadPeople(), loadChats()]);
}

async function logOut() {
  leaveChat();
  await call('POST', '/auth/logout', { token: session.user.token });
  session.forget();
  find('main').hidden = true;
}

function keepUser(user) {
  session.keep(user);
  find('#profile img').src = user.profileImage ?? PLACEHOLDER;
  find('#profile [name=username]').value = user.username;
  find('#profile [name=email]').value = user.email;
}

async function changeProfile(fields) {
  const user = await call('PUT', `/api/users/${session.user.id}/profile/`, fields);
  keepUser({ ...session.user, ...user });
}

async function changePicture({ files }) {
  const form = new FormData();
  form.append('image', files[0], 'picture.jpg');
  const { imageUrl } = await call('PUT', `/api/users/${session.user.id}/profile-image/`, form);
  keepUser({ ...session.user, profileImage: imageUrl });
}

const find = (selector) => document.querySelector(selector);

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

const picture = (address, alt) => make('img', { src: address ?? PLACEHOLDER, alt });

/** Does it, and shows how it went: the sentence of a refusal, if it was one. */
const trying = (action) => async (event) => {
  event.preventDefault();
  const alert = find('[role=alert]');
  alert.textContent = '…';
  try {
    await action(event);
    alert.textContent = 'Done';
  } catch (error) {
    alert.textContent = error.message;
  }
};

const fieldsOf = ({ target }) => Object.fromEntries(new FormData(target));

find('#account').onsubmit = trying((event) => {
  const fields = fieldsOf(event);
  return event.submitter.name === 'login' ? logIn(fields) : call('POST', '/api/auth/register/', fields);
});
find('#profile').onsubmit = trying((event) => changeProfile(fieldsOf(event)));
find('#picture').onchange = trying(({ target }) => changePicture(target));
find('#log-out').onclick = trying(logOut);
find('#start-chat').onclick = trying(startChat);
find('#add-people').onclick = trying(() =>
  call('POST', `/api/chats/${chat.id}/add_participants/`, { users_ids: takeTicked() }),
);
find('#older').onclick = trying(showOlder);
find('#back').onclick = trying(leaveChat);
find('#say').oninput = () => line.say({ type: 'typing' });
find('#say').onsubmit = (event) => {
  event.preventDefault();
  say(fieldsOf(event).content);
  event.target.reset();
};
// One that fails is as good as one that did not come.
setInterval(() => void loadChats().catch(() => undefined), 1_000);
