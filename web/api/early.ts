/** Requests sent before the app's code has arrived: the first page's data travels beside its scripts, not after them. */
const waiting = new Map<string, Promise<Response>>();

export function askEarly(url: string): void {
  const answer = fetch(url, { headers: { accept: 'application/json' }, credentials: 'same-origin' });
  // Whoever takes it sees the failure; one that nobody takes is no unhandled rejection.
  answer.catch(() => undefined);
  waiting.set(url, answer);
}

/** Each answer is handed out once: asking again means wanting news. */
export function takeEarly(url: string): Promise<Response> | undefined {
  const found = waiting.get(url);
  waiting.delete(url);
  return found;
}

/** Somebody has signed in: what was answered before was for nobody. */
export const forgetEarly = (): void => waiting.clear();
