import { describe, expect, it } from 'vitest';
import { canonicalStrings } from './character-string.ts';

describe('canonicalStrings', () => {
  it.each([
    ['"v=spf1 -all"', '"v=spf1 -all"'],
    // Cloudflare gives back what was typed.
    ['v=spf1 include:_spf.example.com -all', '"v=spf1 include:_spf.example.com -all"'],
    ['"one" "two"', '"one" "two"'],
    ['  "one"\t"two" ', '"one" "two"'],
    ['"one""two"', '"one" "two"'],
    ['""', '""'],
    ['', '""'],
    ['"say \\"hi\\" \\\\ "', '"say \\"hi\\" \\\\ "'],
    ['"v=DKIM1\\; k=rsa"', '"v=DKIM1; k=rsa"'],
    ['"v=DKIM1\\059 k=rsa"', '"v=DKIM1; k=rsa"'],
    // PowerDNS writes the bytes of UTF-8 as escapes, Cloudflare the letters.
    ['"gr\\195\\188n"', '"grün"'],
    ['grün', '"grün"'],
    ['"bad \\195 utf-8"', '"bad \\195 utf-8"'],
    ['"tab\\009 bell\\007"', '"tab\\009 bell\\007"'],
    ['"zero\\226\\128\\139width"', '"zero\\226\\128\\139width"'],
    ['"💡"', '"💡"'],
    // Not quoted throughout: a value that somebody typed, taken whole.
    ['say "hi"', '"say \\"hi\\""'],
    ['"open', '"\\"open"'],
    ['back\\slash', '"back\\\\slash"'],
    ['"too high \\999"', '"\\"too high \\\\999\\""'],
  ])('%s is %s', (content, canonical) => {
    expect(canonicalStrings(content)).toBe(canonical);
    expect(canonicalStrings(canonical)).toBe(canonical);
  });
});
