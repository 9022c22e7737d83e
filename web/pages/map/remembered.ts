import type { EstateMap } from '../../../contract/api/map.ts';
import { arrange, type Arrangement } from './arrange.ts';

let last: { key: string; map: EstateMap; arrangement: Arrangement } | null = null;

/** The same part of the estate at whatever time: what news and time travel leave as it is stays where it is. */
const keyOf = (path: string) => {
  const [, search = ''] = path.split('?');
  const params = new URLSearchParams(search);
  params.delete('at');
  return params.toString();
};

export function arranged(path: string, map: EstateMap): Arrangement {
  if (last?.map === map) return last.arrangement;
  const key = `${keyOf(path)} ${map.grouped}`;
  last = { key, map, arrangement: arrange(map, last?.key === key ? last.arrangement : undefined) };
  return last.arrangement;
}
