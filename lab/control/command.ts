import { z } from 'zod';
import type { Faults } from '../faults.ts';
import type { ReplicaSet } from '../postgres/replica-set.ts';
import type { RequestLog } from '../request-log.ts';
import type { World } from '../world/world.ts';

/** What the control may do with a running lab. */
export interface ControlledLab {
  readonly world: World;
  readonly faults: Faults;
  readonly requests: RequestLog;
  /** Real database servers beside the lab, where it has some. */
  readonly databases?: ReplicaSet | undefined;
  /** The estate as it was at the beginning; faults and load are gone. */
  reset(): void;
  /** Full token buckets and new rate limit windows. */
  refill(): void;
}

export interface Outcome {
  /** For a person at a terminal. */
  text: string;
  data?: unknown;
}

export interface Command {
  name: string;
  /** `<required> [optional]`, as the help shows it; the words are the names of the body's fields. */
  usage: string;
  summary: string;
  /** The fields of the body: what may be said as `name=value`. */
  fields: readonly string[];
  /** @throws ControlError, ZodError */
  run(lab: ControlledLab, body: unknown): Outcome | Promise<Outcome>;
}

/** Something that was asked for and cannot be done; the message is for the person who asked. */
export class ControlError extends Error {}

/** @param fields only where the schema is no plain object and cannot tell them */
export function command<T extends z.ZodType>(
  name: string,
  usage: string,
  summary: string,
  schema: T,
  run: (lab: ControlledLab, body: z.infer<T>) => Outcome | Promise<Outcome>,
  fields: readonly string[] = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [],
): Command {
  return { name, usage, summary, fields, run: (lab, body) => run(lab, schema.parse(body)) };
}

/**
 * The body that words on a command line stand for: `name=value` anywhere, the others in the order of the usage, the
 * last of which takes all that is left (`event web-1 instance-stop in 2 days`). What only looks like `name=value` is
 * a word like any other: `record add @.example TXT v=spf1 -all`.
 */
export function bodyFromWords({ usage, fields }: Command, words: readonly string[]): Record<string, string> {
  const places = [...usage.matchAll(/[<[]([a-zA-Z]+)[\]>]/g)].map((match) => match[1] as string);
  const body: Record<string, string> = {};
  const positional: string[] = [];
  for (const word of words) {
    const option = /^([a-zA-Z]+)=(.*)$/s.exec(word);
    if (option && fields.includes(option[1] as string)) body[option[1] as string] = option[2] as string;
    else positional.push(word);
  }
  const open = places.filter((field) => !(field in body));
  for (const [index, field] of open.entries()) {
    const isLast = index === open.length - 1;
    const taken = isLast ? positional.slice(index) : positional.slice(index, index + 1);
    if (taken.length > 0) body[field] = taken.join(' ');
  }
  if (open.length === 0 && positional.length > 0) throw new ControlError(`too many words: ${positional.join(' ')}`);
  return body;
}

export const nothing = z.strictObject({});
