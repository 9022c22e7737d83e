import { FormDataConsumer } from 'ra-core';
import { useEffect } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { planAddress } from '../../planning/plan-address.ts';
import { keepScope } from '../../app/scope.ts';
import { useScope } from '../../ui/scoped-link.tsx';

const PAUSE = 250;

function Kept({ action, params }: { action: string; params: Record<string, unknown> }) {
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const { cluster, at } = useScope();
  const { to, beside } = planAddress(action, params);
  const address = keepScope(to, { cluster, at });
  const state = JSON.stringify(beside && { params: beside });
  useEffect(() => {
    if (address === pathname + search) return undefined;
    const timer = setTimeout(() => void navigate(address, { replace: true, state: JSON.parse(state) }), PAUSE);
    return () => clearTimeout(timer);
  }, [address, state, pathname, search, navigate]);
  return null;
}

/** Keeps what is typed in the address, so that it can be sent to somebody, or come back to. */
export function AddressKeeper({
  action,
  params,
}: {
  action: string;
  params: (values: Record<string, unknown>) => Record<string, unknown>;
}) {
  return (
    <FormDataConsumer>
      {({ formData }) => <Kept action={action} params={params((formData ?? {}) as Record<string, unknown>)} />}
    </FormDataConsumer>
  );
}
