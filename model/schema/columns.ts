import { columnOf, fieldsWhere, type Kind } from '../../contract/kinds/kind.ts';

export interface Column {
  name: string;
  type: string;
  notNull: boolean;
  fallback?: string;
}

const column = (name: string, type: string, notNull = true, fallback?: string): Column => ({
  name,
  type,
  notNull,
  fallback,
});

/** The columns that follow from the declared fields, in their order. Arrays and jsonb are never null: empty says the same. */
export function fieldColumns(kind: Kind): Column[] {
  return fieldsWhere(kind, (field) => !field.volatile && !field.secret).map((name) => {
    const field = kind.fields[name]!;
    return column(columnOf(name), field.column, !field.nullable);
  });
}

/** What every synced row carries before and after its own fields. */
export function syncedColumns(kind: Kind): Column[] {
  return [
    column('id', 'uuid'),
    column('realm', 'text'),
    column('key', 'text'),
    column('source_id', 'uuid'),
    column('scope_id', 'integer'),
    column('cluster_id', 'uuid', false),
    column('cluster_conflict', 'uuid[]', false),
    ...fieldColumns(kind),
    column('raw', 'jsonb'),
    column('search', 'text'),
    column('digest', 'uuid'),
    column('observed_at', 'timestamptz'),
    column('first_seen_at', 'timestamptz'),
    column('gone_at', 'timestamptz', false),
    column('run_id', 'uuid', false),
    column('valid_from', 'timestamptz'),
  ];
}

/** Columns of panel-owned tables that no reader is ever served. */
const HIDDEN: Record<string, Column[]> = {
  users: [column('password_hash', 'text', false)],
  tokens: [column('token_hash', 'text')],
  sources: [column('removed_at', 'timestamptz', false)],
  plans: [
    // Who applies it just now: what is written under an older fence is refused.
    column('fence', 'bigint', true, '0'),
    column('lease_by', 'text', false),
    column('lease_until', 'timestamptz', false),
    // What a person wants of it while it is applied: pause or undo.
    column('wanted', 'text', false),
    // Of all that its steps would write: a plan made anew at its time has to have the same.
    column('digest', 'text'),
    // What its checks look at from outside.
    column('probes', 'jsonb'),
  ],
};

export function panelColumns(kind: Kind): Column[] {
  return [
    column('id', 'uuid'),
    ...(kind.visibility === 'cluster' ? [column('cluster_id', 'uuid', false)] : []),
    ...fieldColumns(kind),
    ...(HIDDEN[kind.name] ?? []),
    column('created_at', 'timestamptz', true, 'now()'),
    column('changed_at', 'timestamptz', true, 'now()'),
  ];
}

export const columnsOfKind = (kind: Kind) => (kind.origin === 'synced' ? syncedColumns(kind) : panelColumns(kind));

export const columnSql = ({ name, type, notNull, fallback }: Column) =>
  [name === 'values' ? '"values"' : name, type, notNull ? 'NOT NULL' : '', fallback ? `DEFAULT ${fallback}` : '']
    .filter(Boolean)
    .join(' ');
