import { maxLength, required } from 'ra-core';
import { describe, expect, it } from 'vitest';
import { i18nProvider } from '../app/messages.ts';
import { fieldMessage } from './field-message.ts';

const shown = (message: unknown) => fieldMessage(message, i18nProvider.translate);
/** As `useInput` hands on what a validator answers. */
const marked = (error: unknown) => `@@react-admin@@${JSON.stringify(error)}`;

describe('the message under a field', () => {
  it('is a sentence, with its numbers, and never a key', () => {
    expect(shown(marked(required()('', {})))).toBe('This is needed');
    expect(shown(marked(maxLength(3)('abcd', {})))).toBe('at most 3 characters');
    expect(shown(required()('', {}))).toBe('This is needed');
  });

  it('is what the server said, as it said it', () => {
    expect(shown('name is taken')).toBe('name is taken');
    expect(shown({ message: 'name is taken' })).toBe('name is taken');
  });
});
