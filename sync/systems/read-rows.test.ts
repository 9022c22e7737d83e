import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readRows } from './read-rows.ts';
import type { Row } from './system.ts';

const schema = z.object({ id: z.string(), size: z.int() });
const read = (items: unknown[]) =>
  readRows<'zones', typeof schema>(
    schema,
    items,
    (one) => {
      if (one.size === 0) throw new Error('a size of nothing');
      return { key: one.id } as Row<'zones'>;
    },
    (one) => (one as { id?: unknown }).id,
  );

describe('readRows', () => {
  it('sets aside what cannot be read, with its key as far as it says one, and goes on', () => {
    const { rows, malformed } = read([
      { id: 'a', size: 1 },
      { id: 'b', size: 'soon' },
      null,
      'text',
      { id: 7, size: 1 },
      { id: 'c', size: 0 },
      { id: 'd', size: 2 },
    ]);
    expect(rows.map(({ key }) => key)).toEqual(['a', 'd']);
    expect(malformed.map(({ key }) => key)).toEqual(['b', null, null, null, 'c']);
    expect(malformed.at(-1)?.reason).toBe('a size of nothing');
  });

  it('says what is wrong without the value', () => {
    const [one] = read([{ id: 'a', size: 'hunter2-hunter2' }]).malformed;
    expect(one?.reason).toMatch(/^size: /);
    expect(one?.reason).not.toContain('hunter2');
  });
});
