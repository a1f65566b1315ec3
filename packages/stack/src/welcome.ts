import path from 'node:path';
import type { Demo } from './demo.js';
import { reachable } from './service.js';
import type { Settings } from './settings.js';

/** What a newcomer reads once all is up: where everything is, and two lines to paste. */
export function welcome({ host, port, dataDir }: Settings, demo: Demo | undefined): string {
  const address = `${reachable(host)}:${port}`;
  const fromHere = path.relative('', dataDir);
  const data = fromHere.startsWith('..') ? dataDir : fromHere || '.';
  const json = `-H 'content-type: application/json'`;
  const field = (name: string): string => `node -pe 'JSON.parse(fs.readFileSync(0)).${name}'`;
  const person = `{"username":"ana'$$'","email":"ana'$$'@example.com","password":"correct horse battery"}`;
  const register = `curl -s http://${address}/api/auth/register/ ${json} -d '${person}'`;
  const createChat = `curl -s http://${address}/api/chats/ ${json} -H "authorization: Bearer $TOKEN" -d '{"name":"First chat"}'`;
  return `
Besage is up.

  Page     http://${address}/${demo ? `\n           Be ${demo.people.join(' in one browser and ')} in another; the password of both is ${demo.password}` : ''}
  REST     http://${address}/api/
  Sockets  ws://${address}/ws/chat/{chat_id}/?token={access}
  Docs     http://${address}/swagger/
  Data     ${data} (logs in ${path.join(data, 'logs')})

Two lines to paste into another terminal: a new account, then a chat, where {"message":"hello"} sends and comes back.

TOKEN=$(${register} | ${field('access')})
npx -y wscat -c "ws://${address}/ws/chat/$(${createChat} | ${field('id')})/?token=$TOKEN"
`;
}
