import type { Status } from '../../../contract/kinds/kind.ts';
import { MAP_KINDS } from '../../../contract/map-kinds.ts';
import type { Camera } from './camera.ts';
import { BY_RANK } from './tally.ts';

/** What of the map stands in the address, beside cluster and instant. */
export interface MapState {
  /** The selected object or group, as `<kind>:<id>`. */
  node: string | null;
  text: string;
  /** Only these are lit; none: all. */
  statuses: readonly Status[];
  /** Only these are drawn; null: all. */
  kinds: readonly string[] | null;
  /** Only what is linked with this object, in `depth` steps. */
  around: string | null;
  depth: number;
  /** Groups that are shown object by object. */
  expand: readonly string[];
  /** What would be hit if the selected object failed is coloured. */
  impact: boolean;
  /** Null: everything in sight. */
  view: Camera | null;
}

export const DEPTH = 2;
export const DEEPEST = 6;

const words = (text: string | null) => (text ?? '').split(',').filter(Boolean);

function viewOf(text: string | null): Camera | null {
  const [x, y, zoom, ...rest] = (text ?? '').split(',').map(Number);
  if (rest.length || ![x, y, zoom].every(Number.isFinite) || !zoom || zoom < 0) return null;
  return { x: x!, y: y!, zoom };
}

/** What is not understood counts as not said. */
export function readState(search: string): MapState {
  const params = new URLSearchParams(search);
  const kinds = words(params.get('kinds')).filter((kind) => (MAP_KINDS as readonly string[]).includes(kind));
  const depth = Number(params.get('depth'));
  const object = (name: string) => {
    const text = params.get(name);
    return text && /^[a-z_]+:[0-9a-z:_-]+$/.test(text) ? text : null;
  };
  return {
    node: object('node'),
    text: params.get('q') ?? '',
    statuses: BY_RANK.filter((status) => words(params.get('status')).includes(status)),
    kinds:
      kinds.length > 0 && kinds.length < MAP_KINDS.length ? MAP_KINDS.filter((kind) => kinds.includes(kind)) : null,
    around: object('around'),
    depth: Number.isInteger(depth) && depth >= 1 && depth <= DEEPEST ? depth : DEPTH,
    expand: words(params.get('expand')).filter((group) => /^(?:[0-9a-f-]{36}|none):[a-z_]+$/.test(group)),
    impact: params.get('impact') === '1',
    view: viewOf(params.get('view')),
  };
}

/** The query string with a change; what is as it would be anyway is left out, what belongs to others stays. */
export function writeState(search: string, change: Partial<MapState>): string {
  const state = { ...readState(search), ...change };
  const params = new URLSearchParams(search);
  const said: Record<string, string | null> = {
    node: state.node,
    q: state.text || null,
    status: state.statuses.join(',') || null,
    kinds: state.kinds?.join(',') ?? null,
    around: state.around,
    depth: state.around && state.depth !== DEPTH ? String(state.depth) : null,
    expand: state.expand.join(',') || null,
    impact: state.impact && state.node ? '1' : null,
    view: state.view && [state.view.x.toFixed(0), state.view.y.toFixed(0), state.view.zoom.toPrecision(3)].join(','),
  };
  for (const [name, value] of Object.entries(said))
    if (value === null) params.delete(name);
    else params.set(name, value);
  const text = params.toString();
  return text && `?${text}`;
}

/** What is asked of the API follows from the address; only this much of it. */
export type MapAsk = Pick<MapState, 'kinds' | 'around' | 'depth' | 'expand'>;

/** `<kind>:<id>` of an object, and of a group `<kind>:<clusterId>:<kind>`. */
export const nodeKey = ({ kind, id }: { kind: string; id: string }) => `${kind}:${id}`;
export const idOf = (node: string | null): string | null => (node === null ? null : node.slice(node.indexOf(':') + 1));
