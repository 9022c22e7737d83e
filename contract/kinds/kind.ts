import type { z } from 'zod';
import { type Field, isMeasured, type Measured } from './field.ts';

export type Fields = Record<string, Field>;

/** The one word for how something is. Shape, colour and word come from one table in the UI. */
export const STATUSES = ['ok', 'attention', 'failing', 'stale', 'gone', 'working'] as const;
export type Status = (typeof STATUSES)[number];

/** Which part of the menu a kind stands under. */
export type Group = 'estate' | 'dns' | 'apps' | 'data' | 'settings' | 'none';

/**
 * Who may see a row.
 * `cluster`: readers of the row's cluster · `clusters`: readers of every one of its `clusterIds` · `self`: the row is a cluster ·
 * `everywhere`: readers of all clusters · `admin`: admins.
 */
export type Visibility = 'cluster' | 'clusters' | 'self' | 'everywhere' | 'admin';

/** The facts about an object that membership rules of clusters may ask for: rule condition → field. */
export interface Membership {
  account?: string;
  region?: string;
  tag?: string;
  zone?: string;
  name?: string;
  loadBalancer?: string;
}

export interface Kind<N extends string = string, F extends Fields = Fields> {
  /** Table, API path (with dashes) and word in code: plural, snake_case. */
  name: N;
  one: string;
  many: string;
  about: string;
  group: Group;
  /** `synced` kinds are written by pulls and have provenance and history; `panel` kinds are written in the panel. */
  origin: 'synced' | 'panel';
  visibility: Visibility;
  /** A row says itself from when to when it held: it can be shown as it was, without versions. */
  episodes?: true;
  fields: F;
  /** The default order of lists; `-` for descending. */
  order: string;
  /** The field whose words tell the status, and what they mean. Words not named are `ok`. */
  status?: { field: string; words: Record<string, Status> };
  membership?: Membership;
  /** The kind this one belongs to: without a matching rule of its own it is in the cluster of its parent. */
  parent?: { kind: string; key: string };
  /**
   * Its key is the scope of rows of these kinds, and people call that scope by its name. A gone row takes them with it, so its vanishing is held for
   * a person.
   */
  holds?: readonly string[];
  /** Opens the object in the provider's own console. `{field}` is replaced. */
  console?: { label: string; url: string; when?: Record<string, string> };
}

export function kind<const N extends string, F extends Fields>(declared: Kind<N, F>): Kind<N, F> {
  return declared;
}

/** What a pull says of one object, volatile fields included. */
export type FieldsOf<K extends Kind> = {
  [P in keyof K['fields'] & string as K['fields'][P] extends Measured ? never : P]: z.output<K['fields'][P]['schema']>;
};
/** What a measurement says of one object. */
export type MeasuresOf<K extends Kind> = {
  [P in keyof K['fields'] & string as K['fields'][P] extends Measured ? P : never]: number | null;
};

/** Whether it can be asked for as it was at an instant. */
export const hasPast = (kind: Pick<Kind, 'origin' | 'episodes'>) => kind.origin === 'synced' || kind.episodes === true;

/** Whether a list of it takes `linkedTo`: what has links, and plans, which are linked with what they concern. */
export const takesLinkedTo = (kind: Pick<Kind, 'name' | 'origin'>) => kind.origin === 'synced' || kind.name === 'plans';

export const pathOf = (kind: Pick<Kind, 'name'>) => kind.name.replaceAll('_', '-');

/** camelCase field → snake_case column. */
export const columnOf = (field: string) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export const fieldsWhere = (kind: Kind, test: (field: Field, name: string) => unknown) =>
  Object.keys(kind.fields).filter((name) => test(kind.fields[name] as Field, name));

export const steadyFields = (kind: Kind) => fieldsWhere(kind, (field) => !field.volatile && !field.secret);
export const volatileFields = (kind: Kind) => fieldsWhere(kind, (field) => field.volatile);
/** Volatile fields that pulls bring. */
export const pulledVolatileFields = (kind: Kind) => fieldsWhere(kind, (field) => field.volatile && !isMeasured(field));
export const measuredFields = (kind: Kind) => fieldsWhere(kind, isMeasured);
