import { expect, it } from 'vitest';
import { troubleIn } from './probe-address.ts';

const found = (address: string, trouble: string | null) => ({ address, trouble, milliseconds: 1 });

it('what several addresses have in common is told once', () => {
  expect(troubleIn([found('192.0.2.1', null)])).toBeNull();
  expect(
    troubleIn([
      found('192.0.2.1', 'connect ECONNREFUSED 192.0.2.1:443'),
      found('192.0.2.2', 'connect ECONNREFUSED 192.0.2.2:443'),
      found('192.0.2.3', null),
      found('2001:db8::4', 'Refused to connect: 2001:db8::4 is a documentation address'),
      found('2001:db8::5', 'answers 503'),
    ]),
  ).toBe(
    '192.0.2.1, 192.0.2.2: connect ECONNREFUSED; 2001:db8::4: Refused to connect: it is a documentation address; 2001:db8::5: answers 503',
  );
});
