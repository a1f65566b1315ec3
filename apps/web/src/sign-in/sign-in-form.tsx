import { useState } from 'react';
import { Button } from '@base-ui/react/button';
import { Form } from '@base-ui/react/form';
import { BesageError } from '@besage/client';
import { besage } from '../besage.js';
import { sentenceOf } from '../controls/notify.js';
import { TextField } from '../controls/text-field.js';

interface Values extends Record<string, string> {
  username: string;
  email: string;
  password: string;
}

/** The same each time: the form moves the focus to what is wrong when that is something else. */
const noErrors = {};

/** Signs in, or up: what the server refuses stands beside the field that it is about, or above the button. */
export function SignInForm({ isNew }: { isNew: boolean }) {
  const [refusal, setRefusal] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const errors = refusal instanceof BesageError ? (refusal.errors ?? noErrors) : noErrors;

  async function enter({ username, email, password }: Values): Promise<void> {
    setBusy(true);
    try {
      if (isNew) await besage.register({ username, email, password });
      else await besage.login({ username, password });
      void besage.connect();
    } catch (error) {
      setRefusal(error);
      setBusy(false);
    }
  }

  return (
    <Form<Values> errors={errors} onFormSubmit={(values) => void enter(values)}>
      <TextField name="username" label={isNew ? 'Username' : 'Username or e-mail'} autoComplete="username" autoFocus />
      {isNew && <TextField name="email" label="E-mail" type="email" autoComplete="email" />}
      <TextField
        name="password"
        label="Password"
        type="password"
        autoComplete={isNew ? 'new-password' : 'current-password'}
      />
      {refusal !== undefined && !isBusy && Object.keys(errors).length === 0 && (
        <p role="alert" className="sign-in-refusal">
          {sentenceOf(refusal)}
        </p>
      )}
      <Button type="submit" className="button" data-kind="primary" disabled={isBusy} focusableWhenDisabled>
        {isNew ? 'Create account' : 'Sign in'}
      </Button>
    </Form>
  );
}
