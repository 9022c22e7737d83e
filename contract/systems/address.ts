import { z } from 'zod';

/** Where a source's system answers. Settings are shown and put on record, so a password must not stand in them. */
export const address = z
  .url({ protocol: /^https?$/ })
  .refine(
    (text) => !URL.canParse(text) || (new URL(text).username === '' && new URL(text).password === ''),
    'without a user name and password: credentials have settings of their own, which are sealed',
  )
  // Paths of the API are put behind it, where a "?" or "#" would swallow them: an empty one too, which URL does not tell.
  .refine((text) => !/[?#]/.test(text), 'ends with a host or a path: no "?" and no "#"');
