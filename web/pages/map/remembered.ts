import type { EstateMap } from '../../../contract/api/map.ts';
import { arrange, type Arrangement } from './arrange.ts';
import { layout } from './layout.ts';
import type { Picture } from './picture.ts';

let last: { key: string; map: EstateMap; arrangement: Arrangement; picture: Picture } | null = null;

/** The same part of the estate at whatever time: what news and time travel leave as it is stays where it is. */
const keyOf = (path: string) => {
  const [, search = ''] = path.split('?');
  const params = new URLSearchParams(search);
  params.delete('at');
  return params.toString();
};

/** The picture of a map, with everything where it stood in the one before of the same part. */
export function pictureOf(path: string, map: EstateMap, aspect: number): Picture {
  const key = `${keyOf(path)} ${map.grouped} ${aspect}`;
  if (last?.map === map && last.key === key) return last.picture;
  const before = last?.key === key ? last : undefined;
  const arrangement = arrange(map, before?.arrangement);
  last = { key, map, arrangement, picture: layout(map, arrangement, aspect, before?.picture) };
  return last.picture;
}
