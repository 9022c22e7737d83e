import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { objectSchema } from '../../contract/api/list.ts';
import { plans } from '../../contract/kinds/plans.ts';
import { parseListAsk } from './grammar.ts';
import { objectStatement, pageStatement, streamStatement } from './sql.ts';

const BULKY = Object.entries(plans.fields).flatMap(([name, { bulky }]) => (bulky ? [name] : []));

describe('fields that may be megabytes', () => {
  it('are null in lists, whole in objects', () => {
    expect(BULKY).toEqual(['params', 'candidates', 'offers']);
    const ask = parseListAsk(plans, new URLSearchParams());
    const object = objectStatement(plans, false);
    for (const name of BULKY) {
      expect(pageStatement(ask).text).toContain(`NULL::jsonb AS "${name}"`);
      expect(streamStatement(ask).text).toContain(`NULL::jsonb AS "${name}"`);
      expect(object).toContain(`o."${name}" AS "${name}"`);
    }
  });

  it('may be null in what the API promises', () => {
    const shape = new Map<string, z.ZodType | undefined>(Object.entries(objectSchema(plans).shape));
    for (const name of BULKY) expect(shape.get(name)?.safeParse(null).success, name).toBe(true);
  });
});
