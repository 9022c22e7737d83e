/** What ra-core puts before an error that is to be translated; JSON follows. */
const MARK = '@@react-admin@@';

type Translate = (key: string, options?: Record<string, unknown>) => string;

/** The sentence under a field: ra-core gives a key, with or without arguments; the server gives the sentence itself. */
export function fieldMessage(message: unknown, translate: Translate): string {
  if (typeof message === 'string' && message.startsWith(MARK))
    return fieldMessage(JSON.parse(message.slice(MARK.length)), translate);
  if (typeof message === 'object' && message !== null && 'message' in message) {
    const { args } = message as { args?: Record<string, unknown> };
    return translate(String(message.message), { _: String(message.message), ...args });
  }
  const text = String(message ?? '');
  return translate(text, { _: text });
}
