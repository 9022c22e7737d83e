import type { z } from 'zod';
import { findSystemCard, systemCards } from '../../contract/systems/all.ts';
import type { SystemCard } from '../../contract/systems/system.ts';
import { wrongFields } from './refused.ts';

export interface SourceSettings {
  /** Checked, with defaults filled in. */
  plain: Record<string, unknown>;
  /** What was given of the secrets. */
  secrets: Record<string, string>;
}

export function cardOf(system: string): SystemCard {
  const card = findSystemCard(system);
  if (!card) throw wrongFields({ system: `"${system}" is none of ${systemCards.map((one) => one.name).join(', ')}` });
  return card;
}

/**
 * Settings by their system's card. `kept` names secrets that are set already: they may be left out.
 * What the API shows of secrets (`apiTokenSet`) may come back and is passed over, and an empty secret counts as left out, as forms send it.
 * @throws Refused naming each field as `settings.<field>`
 */
export function checkSettings(
  card: SystemCard,
  given: Record<string, unknown>,
  kept: readonly string[],
): SourceSettings {
  const shown = new Set(card.secrets.map((name) => `${name}Set`));
  const isSecret = (name: string) => (card.secrets as readonly string[]).includes(name);
  const told = Object.fromEntries(
    Object.entries(given).filter(
      ([name, value]) => !shown.has(name) && !(isSecret(name) && (value === '' || value === null)),
    ),
  );
  const mayMiss = card.secrets.filter((name) => kept.includes(name));
  // The kept ones stay checked where they are given.
  const schema = card.settings.extend(
    Object.fromEntries(mayMiss.map((name) => [name, (card.settings.shape[name] as z.ZodType).optional()])),
  );
  const read = schema.safeParse(told);
  if (!read.success) throw wrongFields(fieldErrors(read.error));
  const entries = Object.entries(read.data as Record<string, unknown>).filter(([, value]) => value !== undefined);
  return {
    plain: Object.fromEntries(entries.filter(([name]) => !isSecret(name))),
    secrets: Object.fromEntries(entries.filter(([name]) => isSecret(name))) as Record<string, string>,
  };
}

function fieldErrors(error: z.ZodError): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const issue of error.issues) {
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys) errors[`settings.${key}`] ??= 'no such setting';
    else errors[['settings', ...issue.path].join('.')] ??= issue.message;
  }
  return errors;
}

const origin = (value: unknown) =>
  typeof value === 'string' && /^https?:/.test(value) && URL.canParse(value) ? new URL(value).origin : undefined;

/**
 * Sealed secrets are never sent to an address that they were not given for: who changes the address has to know them.
 * @throws Refused naming the secrets to give anew
 */
export function refuseNewAddressWithOldSecrets(
  card: SystemCard,
  before: Record<string, unknown>,
  after: SourceSettings,
  kept: readonly string[],
): void {
  const names = new Set([...Object.keys(before), ...Object.keys(after.plain)]);
  const known = (name: string) => (before[name] ?? []) as string[];
  const moved =
    [...names].some((name) => origin(before[name]) !== origin(after.plain[name])) ||
    (card.sendsSecretsTo ?? []).some((name) =>
      (after.plain[name] as string[]).some((server) => !known(name).includes(server)),
    );
  const unguarded = (card.guardsSecrets ?? []).some((name) => (before[name] ?? null) !== (after.plain[name] ?? null));
  const old = card.secrets.filter((name) => kept.includes(name) && !(name in after.secrets));
  if ((moved || unguarded) && old.length) {
    const why = moved ? 'the address changes: give it anew' : 'how the server proves itself changes: give it anew';
    throw wrongFields(Object.fromEntries(old.map((name) => [`settings.${name}`, why])));
  }
}
