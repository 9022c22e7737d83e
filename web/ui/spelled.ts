import { sentence } from '../../contract/kinds/label.ts';

const CAPITALS = /\b(api|arn|ca|cpu|dns|ip|mac|ssh|tls|ttl|uri|url|uuid)\b/gi;

/** `sshHostKeys` → `SSH host keys`: names of settings and properties as people write them. */
export const spelled = (name: string): string => sentence(name).replace(CAPITALS, (word) => word.toUpperCase());
