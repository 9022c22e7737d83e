import type { Field } from './field.ts';

/** `instanceType` → `Instance type`. */
export const sentence = (name: string): string => {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** What people call a field. */
export const labelOf = (name: string, field: Pick<Field, 'label'>): string => field.label ?? sentence(name);
