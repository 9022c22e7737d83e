import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';
import type { z } from 'zod';
import { heldChange } from '../../contract/api/held-changes.ts';
import { history, impact, linkList } from '../../contract/api/links.ts';
import { problem } from '../../contract/api/problem.ts';
import { samples } from '../../contract/api/samples.ts';
import { me } from '../../contract/api/session.ts';
import { pullRequest } from '../../contract/api/sources.ts';
import type { Route } from '../http/route.ts';
import { exportTypes } from '../lists/stream-list.ts';

/** Shapes that several routes share, under one name. */
const NAMED = new Map<z.ZodType, z.ZodType>([
  [problem, problem.meta({ id: 'Problem' })],
  [linkList, linkList.meta({ id: 'LinkList' })],
  [history, history.meta({ id: 'History' })],
  [impact, impact.meta({ id: 'Impact' })],
  [samples, samples.meta({ id: 'Samples' })],
  [pullRequest, pullRequest.meta({ id: 'PullRequest' })],
  [heldChange, heldChange.meta({ id: 'HeldChange' })],
  [me, me.meta({ id: 'Me' })],
]);
const named = (schema: z.ZodType) => NAMED.get(schema) ?? schema;

type RouteConfig = Parameters<OpenAPIRegistry['registerPath']>[0];
type Document = ReturnType<OpenApiGeneratorV31['generateDocument']>;

const ABOUT = `One relational model of an infrastructure, pulled from the systems that run it.

Programs send \`Authorization: Bearer <token>\`; browsers have a session cookie. What one may not see is answered 404, what one may not do 403.
Errors are \`application/problem+json\` (RFC 9457) with a \`requestId\`; an unknown field, value or parameter is a 400 that names it.
\`/api/v1\` promises: fields are added, never renamed or removed.`;

const STATUS_WORDS: Record<number, string> = {
  200: 'What was asked for.',
  201: 'It was made.',
  202: 'It was asked for, and will be done by a worker.',
  204: 'Done; there is nothing to say.',
};

function answersOf(route: Route): RouteConfig['responses'] {
  const types = route.also?.includes('text/event-stream') ? route.also : ['application/json', ...(route.also ?? [])];
  const content =
    route.answer &&
    Object.fromEntries(
      types.map((type) => [
        type,
        { schema: exportTypes.includes(type) ? { type: 'string' as const } : named(route.answer!) },
      ]),
    );
  return {
    [route.status]: { description: STATUS_WORDS[route.status] ?? 'Done.', ...(content ? { content } : {}) },
    default: { description: 'A problem.', content: { 'application/problem+json': { schema: named(problem) } } },
  };
}

/** A request: `:id` as OpenAPI writes it, parameters of the path, of the query, and the body. */
function pathOf(route: Route): RouteConfig {
  const names = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
  const parameters = names.map((name) => ({
    name,
    in: 'path' as const,
    required: true,
    schema: { type: 'string' as const, format: 'uuid' },
  }));
  return {
    method: route.method.toLowerCase() as 'get',
    path: route.path.replaceAll(/:(\w+)/g, '{$1}'),
    operationId: route.name,
    tags: [route.tag],
    summary: route.about.split('. ')[0]!.replace(/\.$/, ''),
    description: `${route.about}${route.access === 'anyone' || route.access === 'signed-in' ? '' : `\n\nNeeds \`${route.access}\`.`}`,
    ...(route.access === 'anyone' ? { security: [] } : {}),
    ...(parameters.length ? { parameters } : {}),
    request: {
      ...(route.query ? { query: route.query } : {}),
      ...(route.body
        ? { body: { required: true, content: { 'application/json': { schema: route.body as z.ZodType } } } }
        : {}),
    },
    responses: answersOf(route),
  };
}

/** The generator writes `source/flags` for a pattern with flags, which no validator reads; the only flag in use is `i`. */
function plainPatterns(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainPatterns);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === 'pattern' && typeof inner === 'string' && inner.endsWith('/i')
        ? inner.slice(0, -2).replaceAll('a-z', 'A-Za-z')
        : plainPatterns(inner),
    ]),
  );
}

/** OpenAPI 3.1 from the route table: the same schemas that check requests and type the handlers. */
export function openApiDocument(routes: readonly Route[], version: string): Document {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  registry.registerComponent('securitySchemes', 'session', { type: 'apiKey', in: 'cookie', name: 'switchyard' });
  for (const route of routes) registry.registerPath(pathOf(route));
  const document = new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Switchyard',
      version,
      description: ABOUT,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }, { session: [] }],
  });
  return plainPatterns(document) as Document;
}
