import { useState } from 'react';
import { DemoPeople } from './demo-people.js';
import { SignInForm } from './sign-in-form.js';
import './sign-in-page.css';

/** Two forms behind one another: to come in, and to come in for the first time. */
export function SignInPage() {
  const [isNew, setNew] = useState(false);
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <img src="/icon.svg" alt="" width="44" height="44" />
        <h1>{isNew ? 'Create your account' : 'Sign in to Besage'}</h1>
        <SignInForm key={String(isNew)} isNew={isNew} />
        <p className="sign-in-switch">
          {isNew ? 'Been here before?' : 'New here?'}{' '}
          <button type="button" className="link-button" onClick={() => setNew(!isNew)}>
            {isNew ? 'Sign in' : 'Create an account'}
          </button>
        </p>
        <DemoPeople />
      </div>
    </main>
  );
}
