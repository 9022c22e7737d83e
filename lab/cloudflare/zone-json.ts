import { hexFrom } from '../world/identity.ts';
import type { Plan } from '../world/cloudflare-schema.ts';
import type { World } from '../world/world.ts';
import type { Zone } from '../world/zone.ts';

const planNames: Record<Plan, string> = {
  free: 'Free Website',
  pro: 'Pro Website',
  business: 'Business Website',
  enterprise: 'Enterprise Website',
};

/** A zone as the API shows it (API reference, "Zone details"). */
export function zoneJson(world: World, zone: Zone): Record<string, unknown> {
  const { accountId, plan, status, paused, type, nameServers, createdOn, modifiedOn, activatedOn } = zone.details;
  const account = world.cloudflare.accounts.find(({ id }) => id === accountId);
  return {
    id: zone.id,
    name: zone.name,
    status,
    paused,
    type,
    development_mode: 0,
    name_servers: nameServers,
    original_name_servers: null,
    original_registrar: null,
    original_dnshost: null,
    modified_on: modifiedOn,
    created_on: createdOn,
    activated_on: activatedOn,
    meta: {
      step: 2,
      custom_certificate_quota: plan === 'enterprise' ? 1 : 0,
      page_rule_quota: 3,
      phishing_detected: false,
    },
    owner: { id: null, type: 'user', email: null },
    account: { id: accountId, name: account?.name ?? '' },
    tenant: { id: null, name: null },
    tenant_unit: { id: null },
    permissions: ['#dns_records:read', '#zone:read'],
    plan: {
      id: hexFrom(32, 'plan', plan),
      name: planNames[plan],
      price: 0,
      currency: 'USD',
      frequency: '',
      is_subscribed: true,
      can_subscribe: false,
      legacy_id: plan,
      legacy_discount: false,
      externally_managed: plan === 'enterprise',
    },
  };
}

export const accountJson = ({ id, name, createdOn }: { id: string; name: string; createdOn?: string }) => ({
  id,
  name,
  type: 'standard',
  settings: { enforce_twofactor: false },
  created_on: createdOn ?? '2020-01-01T00:00:00.000000Z',
});
