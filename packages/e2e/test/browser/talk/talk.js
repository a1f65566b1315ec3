/* global document, localStorage, location */
// A page on @besage/client: one chat, all of it, and a line to write in. The address says who, where, and the password.
import { Besage } from '@besage/client';

const { searchParams } = new URL(location.href);
const besage = new Besage({ url: searchParams.get('url'), storage: localStorage });
const [username, password] = [searchParams.get('username'), searchParams.get('password')];
if (!(await besage.restore())) await besage.login({ username, password });
await besage.connect();

const [state, list, form] = ['p', 'ol', 'form'].map((name) => document.querySelector(name));
const chat = besage.chat(searchParams.get('chat'));
function show() {
  state.textContent = besage.getSnapshot().connection;
  const lines = chat.messages.map(({ content, status }) => `${content} (${status})`);
  list.replaceChildren(...lines.map((line) => Object.assign(document.createElement('li'), { textContent: line })));
  chat.markRead();
}
besage.subscribe(show);
await chat.loadOlder();

form.onsubmit = (event) => {
  event.preventDefault();
  chat.send(form.text.value);
  form.reset();
};
