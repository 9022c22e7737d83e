import { useLogin } from 'ra-core';
import { useState, type FormEvent } from 'react';
import { messageOf, problemOf } from '../api/fetch.ts';
import { Button } from '../ui/button.tsx';
import { useTitle } from '../ui/page.tsx';
import './sign-in.css';

/** The password manager fills these in: real form, real names, no tricks. */
export function SignInPage() {
  const login = useLogin();
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useTitle('Sign in');

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget);
    const credentials = { name: String(form.get('name') ?? ''), password: String(form.get('password') ?? '') };
    setError(null);
    setBusy(true);
    login(credentials)
      .catch((failure: unknown) =>
        setError(problemOf(failure).status === 401 ? 'Name or password is wrong' : messageOf(failure)),
      )
      .finally(() => setBusy(false));
  };

  return (
    <main className="sy-sign-in">
      <form onSubmit={submit}>
        <svg width="40" height="40" viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="7" fill="var(--sy-accent)" />
          <path
            d="M6 21h6l8-10h6M6 11h6l2.4 3M17.6 18l2.4 3h6"
            fill="none"
            stroke="#fff"
            strokeWidth="2.6"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </svg>
        <h1>Switchyard</h1>
        <label className="sy-label">
          Name
          <input
            className="sy-input"
            name="name"
            autoComplete="username"
            autoFocus
            required
            maxLength={120}
            aria-describedby="sign-in-error"
          />
        </label>
        <label className="sy-label">
          Password
          <input
            className="sy-input"
            name="password"
            type="password"
            autoComplete="current-password"
            required
            maxLength={200}
            aria-invalid={error ? true : undefined}
            aria-describedby="sign-in-error"
          />
        </label>
        <p id="sign-in-error" className="sy-failing" role="alert">
          {error}
        </p>
        <Button type="submit" kind="main" busy={busy}>
          Sign in
        </Button>
      </form>
    </main>
  );
}
