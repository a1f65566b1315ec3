/* global localStorage, location */

/** The one setting of the page, in its address. */
const base = new URLSearchParams(location.search).get('api');

/** Who is logged in, with the one token that was kept. */
export const session = {
  get user() {
    return JSON.parse(localStorage.getItem('user') ?? 'null');
  },
  keep: (user) => localStorage.setItem('user', JSON.stringify(user)),
  forget: () => localStorage.removeItem('user'),
};

/** Every answer is parsed as JSON, whatever it is; a refusal is thrown as its sentence. */
export async function call(method, path, body) {
  const isForm = body instanceof FormData;
  const token = session.user?.token;
  const response = await fetch(base + path, {
    method,
    headers: {
      ...(!isForm && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: isForm ? body : JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer;
}

export const socketAddress = (chatId) => `${base.replace('http', 'ws')}/ws/chat/${chatId}/?token=${session.user.token}`;
