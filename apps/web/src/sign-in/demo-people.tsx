import { useEffect, useState } from 'react';
import { Button } from '@base-ui/react/button';
import { besage } from '../besage.js';
import { Avatar } from '../controls/avatar.js';
import { notify } from '../controls/notify.js';
import { fetchDemo, type Demo } from './fetch-demo.js';
import './demo-people.css';

/** One click to come in as somebody who is there to be tried; only where the server says that it is a demo. */
export function DemoPeople() {
  const [demo, setDemo] = useState<Demo>();
  useEffect(() => void fetchDemo().then(setDemo), []);
  if (!demo || demo.people.length === 0) return null;
  const enter = (username: string) =>
    besage.login({ username, password: demo.password }).then(() => void besage.connect(), notify);
  return (
    <section className="demo-people" aria-label="Demo">
      <p>This is a demo on your machine. Open it in two browsers and be both:</p>
      <ul>
        {demo.people.map((username) => (
          <li key={username}>
            <Button className="button" onClick={() => void enter(username)}>
              <Avatar name={username} size="small" />
              Continue as {username}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
