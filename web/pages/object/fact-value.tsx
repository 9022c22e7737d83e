import { useGetManyAggregate } from 'ra-core';
import type { ReactNode } from 'react';
import type { Row } from '../../api/data-provider.ts';
import type { WebField, WebKind } from '../../kinds/web-kind.ts';
import { specialCell } from '../../grid/special-cells.tsx';
import { kindNamed, nameOf, objectPath } from '../../kinds/find.ts';
import { Machine } from '../../ui/copy.tsx';
import { InlineValue, None, Reference, tagsOf } from '../../ui/field-value.tsx';
import { Link } from '../../ui/scoped-link.tsx';
import { Structure } from '../../ui/structure.tsx';
import { RunScopes } from './run-scopes.tsx';

interface Involved {
  kind: string;
  id: string;
  name: string;
  part: string;
}

const involved = (value: unknown): ReactNode => (
  <ul className="sy-stack">
    {(value as Involved[]).map(({ kind, id, name, part }) => (
      <li key={id}>
        <Link to={objectPath(kind, id)}>{name}</Link>{' '}
        <span className="sy-muted">
          {kindNamed(kind)?.one ?? kind}, {part}
        </span>
      </li>
    ))}
  </ul>
);

function Concerned({ kindName, id }: { kindName: string; id: string }) {
  const kind = kindNamed(kindName);
  const { data } = useGetManyAggregate(kind?.path ?? kindName, { ids: [id] }, { enabled: Boolean(kind) });
  const found = kind && data?.[0];
  return (
    <ul className="sy-stack">
      {found && (
        <li>
          <Link to={objectPath(kindName, id)}>{nameOf(kind, found)}</Link>
        </li>
      )}
      <li>
        <Machine label="id">{id}</Machine>
      </li>
    </ul>
  );
}

const request = (value: unknown): ReactNode =>
  typeof value === 'string' ? (
    <Link to={`/requests/${encodeURIComponent(value)}`}>
      <code>{value}</code>
    </Link>
  ) : (
    <None />
  );

/** Facts whose field alone does not say how they are shown. */
const SPECIAL: Record<string, (value: unknown, row: Row) => ReactNode> = {
  'findings.involved': (value) => (Array.isArray(value) && value.length > 0 ? involved(value) : <None />),
  'findings.subjectId': (_, row) => (
    <Link to={objectPath(String(row['subjectKind']), String(row['subjectId']))}>{String(row['subjectName'])}</Link>
  ),
  'record_sets.zone': (value, row) => (
    <Link to={`/zones?${new URLSearchParams({ name: String(value), provider: String(row['provider']) })}`}>
      <code>{String(value)}</code>
    </Link>
  ),
  // What is named may be gone by now, or of a kind without pages: then its id is all there is.
  'audit.objectId': (value, row) =>
    typeof value === 'string' ? <Concerned kindName={String(row['objectKind'])} id={value} /> : <None />,
  'sync_runs.scopes': (_, row) => <RunScopes run={row} />,
  'audit.requestId': request,
  'sync_runs.requestId': request,
  'findings.reason': (value) => <p>{String(value)}</p>,
};

/** A value with all that there is of it, as an object page shows it. */
export function FactValue({ kind, field, row }: { kind: WebKind; field: WebField; row: Row }) {
  const value = row[field.name];
  const special = SPECIAL[`${kind.name}.${field.name}`];
  if (special) return <>{special(value, row)}</>;
  const cell = specialCell(kind.name, field.name)?.(row);
  if (cell !== undefined) return <>{cell}</>;
  if (value === null || value === undefined || value === '') return <None />;
  if (field.format === 'tags') {
    const tags = tagsOf(value);
    return tags.length === 0 ? (
      <None />
    ) : (
      <div className="sy-tags">
        {tags.map(([name, said]) => (
          <span key={name} className="sy-tag">
            <b>{name}=</b>
            {said}
          </span>
        ))}
      </div>
    );
  }
  if (field.shape === 'structure') return <Structure value={value} label={field.label} properties={field.properties} />;
  if (Array.isArray(value)) {
    if (value.length === 0) return <None />;
    return (
      <ul className="sy-stack">
        {value.map((one) => (
          <li key={String(one)}>
            {field.ref ? (
              <Reference kindName={field.ref} id={String(one)} />
            ) : (
              <Machine label={field.label}>{String(one)}</Machine>
            )}
          </li>
        ))}
      </ul>
    );
  }
  if (field.format === 'machine' && !field.ref) return <Machine label={field.label}>{String(value)}</Machine>;
  return <InlineValue field={field} value={value} />;
}
