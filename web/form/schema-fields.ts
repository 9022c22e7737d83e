import { spelled } from '../ui/spelled.ts';

/** One setting of a system, as its JSON schema describes it. */
export interface SchemaField {
  name: string;
  label: string;
  help: string;
  /** `long`: text of several lines, such as a certificate. */
  kind: 'text' | 'long' | 'secret' | 'long-secret' | 'lines' | 'number' | 'boolean' | 'choice';
  required: boolean;
  initial: unknown;
  words: readonly string[];
  pattern: string | null;
}

interface Property {
  type?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  pattern?: string;
  maxLength?: number;
}

/** What may be longer has lines of its own: an input of one line would join them, and certificates and keys are none without. */
const ONE_LINE = 2000;

function kindOf(property: Property, secret: boolean): SchemaField['kind'] {
  const long = (property.maxLength ?? 0) > ONE_LINE;
  if (secret) return long ? 'long-secret' : 'secret';
  if (property.enum) return 'choice';
  if (property.type === 'array') return 'lines';
  if (property.type === 'boolean') return 'boolean';
  return property.type === 'integer' || property.type === 'number' ? 'number' : long ? 'long' : 'text';
}

/** The fields of a settings form. What the schema says beyond that, the server checks and says at the field. */
export function schemaFields(schema: Readonly<Record<string, unknown>>, secrets: readonly string[]): SchemaField[] {
  const properties = (schema['properties'] ?? {}) as Record<string, Property>;
  const required = new Set((schema['required'] ?? []) as string[]);
  return Object.entries(properties).map(([name, property]) => ({
    name,
    label: spelled(name),
    help: property.description ?? '',
    kind: kindOf(property, secrets.includes(name)),
    required: required.has(name) && property.default === undefined,
    initial: property.default,
    words: (property.enum ?? []).map(String),
    pattern: property.pattern ?? null,
  }));
}

/** What is sent: no empty text (the server's default holds then), no secret that was left alone, lists without empty lines. */
export function settingsOf(
  fields: readonly SchemaField[],
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap(({ name, kind }) => {
      const value = values[name];
      if (kind === 'lines') {
        const lines = Array.isArray(value) ? value.map((line) => String(line).trim()).filter(Boolean) : [];
        return lines.length > 0 ? [[name, lines]] : [];
      }
      return value === undefined || value === null || value === '' ? [] : [[name, value]];
    }),
  );
}
