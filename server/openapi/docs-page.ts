import type { openApiDocument } from './document.ts';

type Document = ReturnType<typeof openApiDocument>;

const escape = (text: unknown) => String(text).replaceAll(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
/** `code` in texts. */
const prose = (text: string) =>
  escape(text)
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>')
    .replaceAll('\n\n', '</p><p>');

interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  format?: string;
  items?: Schema;
  description?: string;
}
interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
}
interface Operation {
  operationId: string;
  tags?: string[];
  summary: string;
  description: string;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: Schema }> }>;
}

function typeOf(schema: Schema | undefined): string {
  if (!schema) return '';
  if (schema.$ref) return schema.$ref.split('/').at(-1)!;
  if (schema.enum) return schema.enum.map(String).join(' | ');
  if (schema.items) return `${typeOf(schema.items)}[]`;
  return [[schema.type].flat().join(' | '), schema.format && `(${schema.format})`].filter(Boolean).join(' ');
}

const json = (value: unknown) => `<pre tabindex="0">${escape(JSON.stringify(value, null, 2))}</pre>`;
const details = (summary: string, inner: string) => `<details><summary>${summary}</summary>${inner}</details>`;

function parametersOf({ parameters = [] }: Operation): string {
  if (!parameters.length) return '';
  const rows = parameters.map(
    (one) =>
      `<tr><th scope="row"><code>${escape(one.name)}</code></th><td>${escape(one.in)}</td><td>${escape(typeOf(one.schema))}</td><td>${prose(one.description ?? '')}</td></tr>`,
  );
  return details(
    `Parameters (${parameters.length})`,
    `<table><thead><tr><th>Name</th><th>In</th><th>Type</th><th>Meaning</th></tr></thead><tbody>${rows.join('')}</tbody></table>`,
  );
}

function bodiesOf({ requestBody, responses }: Operation): string {
  const request = requestBody ? details('Body', json(requestBody.content['application/json']?.schema)) : '';
  const answers = Object.entries(responses)
    .filter(([status]) => status !== 'default')
    .map(([status, { description, content }]) => {
      const [type, first] = Object.entries(content ?? {})[0] ?? [];
      const others = Object.keys(content ?? {})
        .slice(1)
        .join(', ');
      const title = `${status} ${escape(description)}${others && ` Also as ${escape(others)}.`}`;
      return type ? details(title, json(first!.schema)) : `<p>${title}</p>`;
    });
  return request + answers.join('');
}

const operation = (method: string, path: string, one: Operation) => `
<section id="${escape(one.operationId)}">
<h3><span class="method ${method}">${method.toUpperCase()}</span> <code>/api/v1${escape(path)}</code></h3>
<p>${prose(one.description)}</p>${parametersOf(one)}${bodiesOf(one)}
</section>`;

/** The OpenAPI document for people: plain HTML, no script, nothing from another host. */
export function docsPage(document: Document): string {
  const byTag = new Map<string, { method: string; path: string; one: Operation }[]>();
  for (const [path, item] of Object.entries(document.paths ?? {}))
    for (const [method, one] of Object.entries(item as Record<string, Operation>)) {
      const tag = one.tags?.[0] ?? 'other';
      byTag.set(tag, [...(byTag.get(tag) ?? []), { method, path, one }]);
    }
  const tags = [...byTag.keys()].toSorted();
  const anchor = (tag: string) => `tag-${tag.replaceAll(' ', '-')}`;
  const shapes = Object.entries(document.components?.schemas ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Switchyard API</title><link rel="stylesheet" href="/api/docs.css"></head><body>
<nav aria-label="Parts"><ul>${tags.map((tag) => `<li><a href="#${anchor(tag)}">${escape(tag)}</a></li>`).join('')}<li><a href="#shapes">shapes</a></li></ul></nav>
<main><h1>Switchyard API</h1><p>Version ${escape(document.info.version)} · <a href="/api/openapi.json">openapi.json</a></p>
<p>${prose(document.info.description ?? '')}</p>
${tags
  .map(
    (tag) =>
      `<h2 id="${anchor(tag)}">${escape(tag)}</h2>${byTag
        .get(tag)!
        .map(({ method, path, one }) => operation(method, path, one))
        .join('')}`,
  )
  .join('')}
<h2 id="shapes">shapes</h2>${shapes.map(([name, shape]) => details(escape(name), json(shape))).join('')}
</main></body></html>`;
}

export const docsStyle = `
:root { color-scheme: light dark; --line: #d5d9e0; --soft: #f3f5f8; --link: #2f4fd0; }
@media (prefers-color-scheme: dark) { :root { --line: #2a303b; --soft: #151920; --link: #93a8ff; } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1rem; display: grid; grid-template-columns: 11rem 1fr; gap: 2rem; }
nav ul { list-style: none; padding: 0; position: sticky; top: 1rem; }
main { min-width: 0; }
a { color: var(--link); }
code, pre { font: 13px/1.45 ui-monospace, monospace; }
pre { background: var(--soft); padding: .75rem; overflow: auto; border-radius: 6px; }
section { border-top: 1px solid var(--line); padding: .25rem 0 1rem; }
h2 { margin-top: 2.5rem; text-transform: capitalize; }
h3 { margin: .75rem 0 0; font-weight: 600; overflow-wrap: anywhere; }
.method { font: 600 12px ui-monospace, monospace; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
summary { cursor: pointer; padding: .15rem 0; }
@media (max-width: 48rem) { body { display: block; } }
`;
