import { z } from 'zod';
import { parseHostPort } from './host-name.ts';

/** Who is asked; the port is that of DNS where none is said. */
export const parseNameServer = (text: string) => parseHostPort(text.replace(/\.$/, ''), 53);

/** Settings of DNS providers: who is asked by DNS after a write whether it serves what was written. */
export const nameServers = z
  .array(
    z
      .string()
      .max(260)
      .refine(
        (text) => parseNameServer(text) !== undefined,
        'not a name server such as ns1.example.com or 192.0.2.1:53',
      ),
  )
  .min(1)
  .max(8)
  .optional();
