import type { ComponentProps } from 'react';
import { Link as RouterLink, useLocation, useNavigate } from 'react-router';
import { keepScope, readScope, type Scope } from '../app/scope.ts';
import { useMemo, useCallback } from 'react';
import { useNow } from './now.ts';

export function useScope(): Scope {
  const { search } = useLocation();
  const { cluster, at } = readScope(search);
  return useMemo(() => ({ cluster, at }), [cluster, at]);
}

/** Milliseconds since the epoch of what is shown: now, stepping, or the instant that is looked at. */
export function useShown(): number {
  const { at } = useScope();
  const now = useNow();
  return at ? Date.parse(at) : now;
}

/** The only link of the panel: it keeps cluster and instant. */
export function Link({ to, ...props }: Omit<ComponentProps<typeof RouterLink>, 'to'> & { to: string }) {
  const scope = useScope();
  return <RouterLink to={keepScope(to, scope)} {...props} />;
}

/** Goes to a page and keeps the scope. */
export function useGo(): (to: string, options?: { replace?: boolean }) => void {
  const scope = useScope();
  const navigate = useNavigate();
  return useCallback((to, options) => void navigate(keepScope(to, scope), options ?? {}), [navigate, scope]);
}
