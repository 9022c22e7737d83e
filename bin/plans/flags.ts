import { z } from 'zod';
import type { ActionCard } from '../../contract/actions/action-card.ts';
import { kinds } from '../../contract/kinds/all.ts';
import { EXIT, PlanTrouble } from './exit-code.ts';

/** What of JSON Schema the parameters of actions use. */
interface Schema {
  type?: string;
  format?: string;
  const?: unknown;
  enum?: unknown[];
  items?: Schema;
  anyOf?: Schema[];
  default?: unknown;
  description?: string;
}

/** A parameter as the command line has it: `fromLoadBalancerId` is `--from-load-balancer`, `recordSetIds` is `--record-set`, as often as needed. */
export interface Flag {
  parameter: string;
  /** The first is what help shows. */
  names: string[];
  about: string;
  required: boolean;
  schema: Schema;
  many: boolean;
  /** Kinds of objects that it names; empty where it names none, or only ids will do. */
  kinds: string[];
}

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const isReference = (schema: Schema) => schema.format === 'uuid' || schema.items?.format === 'uuid';

export function flagsOf(card: ActionCard): Flag[] {
  const { properties = {}, required = [] } = z.toJSONSchema(card.params, { io: 'input' }) as {
    properties?: Record<string, Schema>;
    required?: string[];
  };
  return Object.entries(properties).map(([parameter, schema]) => {
    const names = isReference(schema) ? referenceNames(parameter) : [kebab(parameter)];
    return {
      parameter,
      names: names.map((name) => `--${name}`),
      about: schema.description ?? '',
      required: required.includes(parameter),
      schema,
      many: schema.type === 'array',
      kinds: isReference(schema) ? kindsOf(card, parameter) : [],
    };
  });
}

function referenceNames(parameter: string): string[] {
  const bare = kebab(parameter.replace(/Ids?$/, ''));
  return [...new Set([bare, parameter.endsWith('Ids') ? `${bare}s` : bare, kebab(parameter)])];
}

/** By the pages from which the action can be begun; else by its name; what is chosen among candidates are record sets. */
function kindsOf(card: ActionCard, parameter: string): string[] {
  const begun = Object.keys(card.from).filter((kind) => card.from[kind] === parameter);
  if (begun.length > 0) return begun;
  const bare = parameter.replace(/Ids?$/, '');
  const named = kinds.filter(({ one }) => {
    const word = one.replace(/ (\w)/g, (_, letter: string) => letter.toUpperCase());
    return bare.toLowerCase().endsWith(word.toLowerCase());
  });
  if (named.length > 0) return named.map(({ name }) => name);
  if (bare === 'to') return kindsOf(card, parameter.replace(/^to/, 'from'));
  return ['exclude', 'include'].includes(parameter) ? ['record_sets'] : [];
}

/**
 * Parameters from words such as `--name value`, `--name=value` and `--flag`. Names of objects are still names.
 * @throws PlanTrouble that names the flag
 */
export function readFlags(card: ActionCard, words: readonly string[]): Record<string, unknown> {
  const flags = flagsOf(card);
  const params: Record<string, unknown> = {};
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const [name, inline] = split(word);
    const flag = flags.find(({ names }) => names.includes(name));
    if (!flag) throw wrong(`${card.name} takes no ${name}; it takes ${flags.map(({ names }) => names[0]).join(', ')}`);
    const alone = flag.schema.type === 'boolean' && (left[0] === undefined || left[0].startsWith('--'));
    const text = inline ?? (alone ? 'true' : left.shift());
    if (text === undefined) throw wrong(`${name}: a value is missing`);
    const value = valueOf(flag.many ? flag.schema.items! : flag.schema, text, name, flag);
    if (flag.many) params[flag.parameter] = [...((params[flag.parameter] as unknown[]) ?? []), ...[value].flat()];
    else params[flag.parameter] = value;
  }
  return params;
}

function split(word: string): [name: string, inline: string | undefined] {
  if (!word.startsWith('--')) throw wrong(`${word}: parameters are given as --name value`);
  const at = word.indexOf('=');
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

function valueOf(schema: Schema, text: string, name: string, flag: Flag): unknown {
  const alternatives = schema.anyOf ?? [schema];
  if (text === 'null' && alternatives.some(({ type }) => type === 'null')) return null;
  const { type } = alternatives.find((one) => one.type !== 'null')!;
  switch (type) {
    case 'integer':
    case 'number':
      if (!/^-?\d+$/.test(text)) throw wrong(`${name} ${text}: not a whole number`);
      return Number(text);
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw wrong(`${name} ${text}: true or false`);
      return text === 'true';
    case 'object':
      return probeOf(text, name);
    default:
      return flag.kinds.length > 0 ? text.split(',').map((one) => one.trim()) : text;
  }
}

/** `tcp:443`, `http:8080/health`, or JSON. */
function probeOf(text: string, name: string): unknown {
  const [, kind, port, path] = /^(tcp|https?):(\d{1,5})(\/.*)?$/.exec(text) ?? [];
  if (kind !== undefined) return { kind, port: Number(port), ...(path === undefined ? {} : { path }) };
  try {
    return JSON.parse(text);
  } catch {
    throw wrong(`${name} ${text}: such as tcp:443, http:8080/health, or JSON`);
  }
}

/** What a missing flag is asked for by. */
export function refuseMissing(card: ActionCard, params: Record<string, unknown>): void {
  const missing = flagsOf(card).filter(({ parameter, required }) => required && params[parameter] === undefined);
  if (missing.length > 0)
    throw wrong(`${card.name} needs ${missing.map(({ names, about }) => `${names[0]} (${about})`).join(', ')}`);
}

const wrong = (message: string) => new PlanTrouble(EXIT.wrong, message);
