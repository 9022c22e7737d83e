import { z } from 'zod';
import type { Ability } from '../../contract/access/can.ts';
import type { ActionCard } from '../../contract/actions/action-card.ts';

/** A parameter of an action as its form needs it: plain data, no schema. */
export interface WebParam {
  name: string;
  help: string;
  required: boolean;
  /** What holds where nothing is said. */
  initial: unknown;
  /** The closed list of words of an enumeration. */
  words: readonly string[] | null;
}

/** An action as pages need it. Made from its card in the contract. */
export interface WebAction {
  name: string;
  label: string;
  about: string;
  may: Ability;
  /** Kinds from whose objects it begins → the parameter that takes the object's id, or ids. */
  from: Readonly<Record<string, string>>;
  params: readonly WebParam[];
}

interface Property {
  description?: string;
  default?: unknown;
  enum?: string[];
}

export function webAction({ name, label, about, may, from, params }: ActionCard): WebAction {
  const schema = z.toJSONSchema(params, { io: 'input' }) as {
    properties?: Record<string, Property>;
    required?: string[];
  };
  return {
    name,
    label,
    about,
    may,
    from: from as Record<string, string>,
    params: Object.entries(schema.properties ?? {}).map(([param, property]) => ({
      name: param,
      help: property.description ?? '',
      required: schema.required?.includes(param) ?? false,
      initial: property.default,
      words: property.enum ?? null,
    })),
  };
}
