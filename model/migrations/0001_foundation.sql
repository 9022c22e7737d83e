CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- One row: what this database was made with.
CREATE TABLE installation (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  key_check text NOT NULL,
  role_prefix text NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE clusters (
  id uuid NOT NULL,
  name text NOT NULL,
  region text,
  time_zone text NOT NULL,
  stage text NOT NULL,
  current_load_balancer text,
  standby_load_balancer text,
  watched_by uuid,
  rules jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  changed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id)
);
CREATE INDEX clusters_name ON clusters USING btree (name, id);
CREATE INDEX clusters_region ON clusters USING btree (region, id);

CREATE TABLE instances (
  id uuid NOT NULL,
  realm text NOT NULL,
  key text NOT NULL,
  source_id uuid NOT NULL,
  scope_id integer NOT NULL,
  cluster_id uuid,
  cluster_conflict uuid[],
  name text NOT NULL,
  state text NOT NULL,
  instance_type text NOT NULL,
  account text NOT NULL,
  region text NOT NULL,
  availability_zone text,
  public_addresses text[] NOT NULL,
  private_addresses text[] NOT NULL,
  ipv6_addresses text[] NOT NULL,
  public_name text,
  private_name text,
  status_check text,
  vpc_id text,
  subnet_id text,
  image_id text,
  platform text,
  launched_at timestamptz,
  tags jsonb NOT NULL,
  raw jsonb NOT NULL,
  search text NOT NULL,
  digest uuid NOT NULL,
  observed_at timestamptz NOT NULL,
  first_seen_at timestamptz NOT NULL,
  gone_at timestamptz,
  run_id uuid,
  valid_from timestamptz NOT NULL,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX instances_identity ON instances (realm, key);
CREATE INDEX instances_scope ON instances USING btree (scope_id, id) WHERE gone_at IS NULL;
CREATE INDEX instances_gone ON instances USING btree (gone_at) WHERE gone_at IS NOT NULL;
CREATE INDEX instances_valid_from ON instances USING btree (valid_from, id);
CREATE INDEX instances_search ON instances USING gin (search gin_trgm_ops);
CREATE INDEX instances_name ON instances USING btree (name, id);
CREATE INDEX instances_instance_type ON instances USING btree (instance_type, id);
CREATE INDEX instances_launched_at ON instances USING btree (launched_at, id);
CREATE INDEX instances_cluster ON instances USING btree (cluster_id, name, id);
CREATE TABLE instances_history (
  id uuid NOT NULL,
  realm text NOT NULL,
  key text NOT NULL,
  source_id uuid NOT NULL,
  scope_id integer NOT NULL,
  cluster_id uuid,
  cluster_conflict uuid[],
  name text NOT NULL,
  state text NOT NULL,
  instance_type text NOT NULL,
  account text NOT NULL,
  region text NOT NULL,
  availability_zone text,
  public_addresses text[] NOT NULL,
  private_addresses text[] NOT NULL,
  ipv6_addresses text[] NOT NULL,
  public_name text,
  private_name text,
  status_check text,
  vpc_id text,
  subnet_id text,
  image_id text,
  platform text,
  launched_at timestamptz,
  tags jsonb NOT NULL,
  raw jsonb NOT NULL,
  search text NOT NULL,
  digest uuid NOT NULL,
  observed_at timestamptz NOT NULL,
  first_seen_at timestamptz NOT NULL,
  gone_at timestamptz,
  run_id uuid,
  valid_from timestamptz NOT NULL,
  valid_to timestamptz NOT NULL
) PARTITION BY RANGE (valid_to);
CREATE TABLE instances_history_rest PARTITION OF instances_history DEFAULT;
CREATE INDEX instances_history_id ON instances_history USING btree (id, valid_from);
CREATE INDEX instances_history_valid_from ON instances_history USING btree (valid_from, id);
CREATE INDEX instances_history_valid_to ON instances_history USING btree (valid_to);
CREATE INDEX instances_history_name ON instances_history USING btree (name, id);
CREATE INDEX instances_history_instance_type ON instances_history USING btree (instance_type, id);
CREATE INDEX instances_history_launched_at ON instances_history USING btree (launched_at, id);
CREATE INDEX instances_history_cluster ON instances_history USING btree (cluster_id, name, id);

CREATE TABLE addresses (
  id uuid NOT NULL,
  realm text NOT NULL,
  key text NOT NULL,
  source_id uuid NOT NULL,
  scope_id integer NOT NULL,
  cluster_id uuid,
  cluster_conflict uuid[],
  name text NOT NULL,
  address text NOT NULL,
  private_address text,
  instance_key text,
  network_interface_id text,
  account text NOT NULL,
  region text NOT NULL,
  tags jsonb NOT NULL,
  raw jsonb NOT NULL,
  search text NOT NULL,
  digest uuid NOT NULL,
  observed_at timestamptz NOT NULL,
  first_seen_at timestamptz NOT NULL,
  gone_at timestamptz,
  run_id uuid,
  valid_from timestamptz NOT NULL,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX addresses_identity ON addresses (realm, key);
CREATE INDEX addresses_scope ON addresses USING btree (scope_id, id) WHERE gone_at IS NULL;
CREATE INDEX addresses_gone ON addresses USING btree (gone_at) WHERE gone_at IS NOT NULL;
CREATE INDEX addresses_valid_from ON addresses USING btree (valid_from, id);
CREATE INDEX addresses_search ON addresses USING gin (search gin_trgm_ops);
CREATE INDEX addresses_name ON addresses USING btree (name, id);
CREATE INDEX addresses_address ON addresses USING btree (address, id);
CREATE INDEX addresses_cluster ON addresses USING btree (cluster_id, address, id);
CREATE TABLE addresses_history (
  id uuid NOT NULL,
  realm text NOT NULL,
  key text NOT NULL,
  source_id uuid NOT NULL,
  scope_id integer NOT NULL,
  cluster_id uuid,
  cluster_conflict uuid[],
  name text NOT NULL,
  address text NOT NULL,
  private_address text,
  instance_key text,
  network_interface_id text,
  account text NOT NULL,
  region text NOT NULL,
  tags jsonb NOT NULL,
  raw jsonb NOT NULL,
  search text NOT NULL,
  digest uuid NOT NULL,
  observed_at timestamptz NOT NULL,
  first_seen_at timestamptz NOT NULL,
  gone_at timestamptz,
  run_id uuid,
  valid_from timestamptz NOT NULL,
  valid_to timestamptz NOT NULL
) PARTITION BY RANGE (valid_to);
CREATE TABLE addresses_history_rest PARTITION OF addresses_history DEFAULT;
CREATE INDEX addresses_history_id ON addresses_history USING btree (id, valid_from);
CREATE INDEX addresses_history_valid_from ON addresses_history USING btree (valid_from, id);
CREATE INDEX addresses_history_valid_to ON addresses_history USING btree (valid_to);
CREATE INDEX addresses_history_name ON addresses_history USING btree (name, id);
CREATE INDEX addresses_history_address ON addresses_history USING btree (address, id);
CREATE INDEX addresses_history_cluster ON addresses_history USING btree (cluster_id, address, id);

CREATE TABLE load_balancers (
  id uuid NOT NULL,
  realm text NOT NULL,
  key text NOT NULL,
  source_id uuid NOT NULL,
  scope_id integer NOT NULL,
  cluster_id uuid,
  cluster_conflict uuid[],
  name text NOT NULL,
  state text NOT NULL,
  type text NOT NULL,
  scheme text,
  dns_name text,
  addresses text[] NOT NULL,
  account text NOT NULL,
  region text NOT NULL,
  availability_zones text[] NOT NULL,
  vpc_id text,
  targets jsonb NOT NULL,
  healthy_count integer,
  created_at timestamptz,
  tags jsonb NOT NULL,
  raw jsonb NOT NULL,
  search text NOT NULL,
  digest uuid NOT NULL,
  observed_at timestamptz NOT NULL,
  first_seen_at timestamptz NOT NULL,
  gone_at timestamptz,
  run_id uuid,
  valid_from timestamptz NOT NULL,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX load_balancers_identity ON load_balancers (realm, key);
CREATE INDEX load_balancers_scope ON load_balancers USING btree (scope_id, id) WHERE gone_at IS NULL;
CREATE INDEX load_balancers_gone ON load_balancers USING btree (gone_at) WHERE gone_at IS NOT NULL;
CREATE INDEX load_balancers_valid_from ON load_balancers USING btree (valid_from, id);
CREATE INDEX load_balancers_search ON load_balancers USING gin (search gin_trgm_ops);
CREATE INDEX load_balancers_name ON load_balancers USING btree (name, id);
CREATE INDEX load_balancers_created_at ON load_balancers USING btree (created_at, id);
CREATE INDEX load_balancers_cluster ON load_balancers USING btree (cluster_id, name, id);
CREATE TABLE load_balancers_history (
  id uuid NOT NULL,
  realm text NOT NULL,
  key text NOT NULL,
  source_id uuid NOT NULL,
  scope_id integer NOT NULL,
  cluster_id uuid,
  cluster_conflict uuid[],
  name text NOT NULL,
  state text NOT NULL,
  type text NOT NULL,
  scheme text,
  dns_name text,
  addresses text[] NOT NULL,
  account text NOT NULL,
  region text NOT NULL,
  availability_zones text[] NOT NULL,
  vpc_id text,
  targets jsonb NOT NULL,
  healthy_count integer,
  created_at timestamptz,
  tags jsonb NOT NULL,
  raw jsonb NOT NULL,
  search text NOT NULL,
  digest uuid NOT NULL,
  observed_at timestamptz NOT NULL,
  first_seen_at timestamptz NOT NULL,
  gone_at timestamptz,
  run_id uuid,
  valid_from timestamptz NOT NULL,
  valid_to timestamptz NOT NULL
) PARTITION BY RANGE (valid_to);
CREATE TABLE load_balancers_history_rest PARTITION OF load_balancers_history DEFAULT;
CREATE INDEX load_balancers_history_id ON load_balancers_history USING btree (id, valid_from);
CREATE INDEX load_balancers_history_valid_from ON load_balancers_history USING btree (valid_from, id);
CREATE INDEX load_balancers_history_valid_to ON load_balancers_history USING btree (valid_to);
CREATE INDEX load_balancers_history_name ON load_balancers_history USING btree (name, id);
CREATE INDEX load_balancers_history_created_at ON load_balancers_history USING btree (created_at, id);
CREATE INDEX load_balancers_history_cluster ON load_balancers_history USING btree (cluster_id, name, id);

CREATE TABLE target_groups (
  id uuid NOT NULL,
  realm text NOT NULL,
  key text NOT NULL,
  source_id uuid NOT NULL,
  scope_id integer NOT NULL,
  cluster_id uuid,
  cluster_conflict uuid[],
  name text NOT NULL,
  target_type text NOT NULL,
  protocol text,
  port integer,
  healthy_count integer NOT NULL,
  target_count integer NOT NULL,
  targets jsonb NOT NULL,
  load_balancer_keys text[] NOT NULL,
  load_balancer_names text[] NOT NULL,
  account text NOT NULL,
  region text NOT NULL,
  vpc_id text,
  tags jsonb NOT NULL,
  raw jsonb NOT NULL,
  search text NOT NULL,
  digest uuid NOT NULL,
  observed_at timestamptz NOT NULL,
  first_seen_at timestamptz NOT NULL,
  gone_at timestamptz,
  run_id uuid,
  valid_from timestamptz NOT NULL,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX target_groups_identity ON target_groups (realm, key);
CREATE INDEX target_groups_scope ON target_groups USING btree (scope_id, id) WHERE gone_at IS NULL;
CREATE INDEX target_groups_gone ON target_groups USING btree (gone_at) WHERE gone_at IS NOT NULL;
CREATE INDEX target_groups_valid_from ON target_groups USING btree (valid_from, id);
CREATE INDEX target_groups_search ON target_groups USING gin (search gin_trgm_ops);
CREATE INDEX target_groups_name ON target_groups USING btree (name, id);
CREATE INDEX target_groups_healthy_count ON target_groups USING btree (healthy_count, id);
CREATE INDEX target_groups_target_count ON target_groups USING btree (target_count, id);
CREATE INDEX target_groups_cluster ON target_groups USING btree (cluster_id, name, id);
CREATE TABLE target_groups_history (
  id uuid NOT NULL,
  realm text NOT NULL,
  key text NOT NULL,
  source_id uuid NOT NULL,
  scope_id integer NOT NULL,
  cluster_id uuid,
  cluster_conflict uuid[],
  name text NOT NULL,
  target_type text NOT NULL,
  protocol text,
  port integer,
  healthy_count integer NOT NULL,
  target_count integer NOT NULL,
  targets jsonb NOT NULL,
  load_balancer_keys text[] NOT NULL,
  load_balancer_names text[] NOT NULL,
  account text NOT NULL,
  region text NOT NULL,
  vpc_id text,
  tags jsonb NOT NULL,
  raw jsonb NOT NULL,
  search text NOT NULL,
  digest uuid NOT NULL,
  observed_at timestamptz NOT NULL,
  first_seen_at timestamptz NOT NULL,
  gone_at timestamptz,
  run_id uuid,
  valid_from timestamptz NOT NULL,
  valid_to timestamptz NOT NULL
) PARTITION BY RANGE (valid_to);
CREATE TABLE target_groups_history_rest PARTITION OF target_groups_history DEFAULT;
CREATE INDEX target_groups_history_id ON target_groups_history USING btree (id, valid_from);
CREATE INDEX target_groups_history_valid_from ON target_groups_history USING btree (valid_from, id);
CREATE INDEX target_groups_history_valid_to ON target_groups_history USING btree (valid_to);
CREATE INDEX target_groups_history_name ON target_groups_history USING btree (name, id);
CREATE INDEX target_groups_history_healthy_count ON target_groups_history USING btree (healthy_count, id);
CREATE INDEX target_groups_history_target_count ON target_groups_history USING btree (target_count, id);
CREATE INDEX target_groups_history_cluster ON target_groups_history USING btree (cluster_id, name, id);

CREATE TABLE maintenance_events (
  id uuid NOT NULL,
  realm text NOT NULL,
  key text NOT NULL,
  source_id uuid NOT NULL,
  scope_id integer NOT NULL,
  cluster_id uuid,
  cluster_conflict uuid[],
  name text NOT NULL,
  state text NOT NULL,
  code text NOT NULL,
  description text,
  instance_key text NOT NULL,
  not_before timestamptz,
  not_after timestamptz,
  deadline timestamptz,
  account text NOT NULL,
  region text NOT NULL,
  raw jsonb NOT NULL,
  search text NOT NULL,
  digest uuid NOT NULL,
  observed_at timestamptz NOT NULL,
  first_seen_at timestamptz NOT NULL,
  gone_at timestamptz,
  run_id uuid,
  valid_from timestamptz NOT NULL,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX maintenance_events_identity ON maintenance_events (realm, key);
CREATE INDEX maintenance_events_scope ON maintenance_events USING btree (scope_id, id) WHERE gone_at IS NULL;
CREATE INDEX maintenance_events_gone ON maintenance_events USING btree (gone_at) WHERE gone_at IS NOT NULL;
CREATE INDEX maintenance_events_valid_from ON maintenance_events USING btree (valid_from, id);
CREATE INDEX maintenance_events_search ON maintenance_events USING gin (search gin_trgm_ops);
CREATE INDEX maintenance_events_name ON maintenance_events USING btree (name, id);
CREATE INDEX maintenance_events_not_before ON maintenance_events USING btree (not_before, id);
CREATE INDEX maintenance_events_cluster ON maintenance_events USING btree (cluster_id, not_before, id);
CREATE TABLE maintenance_events_history (
  id uuid NOT NULL,
  realm text NOT NULL,
  key text NOT NULL,
  source_id uuid NOT NULL,
  scope_id integer NOT NULL,
  cluster_id uuid,
  cluster_conflict uuid[],
  name text NOT NULL,
  state text NOT NULL,
  code text NOT NULL,
  description text,
  instance_key text NOT NULL,
  not_before timestamptz,
  not_after timestamptz,
  deadline timestamptz,
  account text NOT NULL,
  region text NOT NULL,
  raw jsonb NOT NULL,
  search text NOT NULL,
  digest uuid NOT NULL,
  observed_at timestamptz NOT NULL,
  first_seen_at timestamptz NOT NULL,
  gone_at timestamptz,
  run_id uuid,
  valid_from timestamptz NOT NULL,
  valid_to timestamptz NOT NULL
) PARTITION BY RANGE (valid_to);
CREATE TABLE maintenance_events_history_rest PARTITION OF maintenance_events_history DEFAULT;
CREATE INDEX maintenance_events_history_id ON maintenance_events_history USING btree (id, valid_from);
CREATE INDEX maintenance_events_history_valid_from ON maintenance_events_history USING btree (valid_from, id);
CREATE INDEX maintenance_events_history_valid_to ON maintenance_events_history USING btree (valid_to);
CREATE INDEX maintenance_events_history_name ON maintenance_events_history USING btree (name, id);
CREATE INDEX maintenance_events_history_not_before ON maintenance_events_history USING btree (not_before, id);
CREATE INDEX maintenance_events_history_cluster ON maintenance_events_history USING btree (cluster_id, not_before, id);

CREATE TABLE zones (
  id uuid NOT NULL,
  realm text NOT NULL,
  key text NOT NULL,
  source_id uuid NOT NULL,
  scope_id integer NOT NULL,
  cluster_id uuid,
  cluster_conflict uuid[],
  name text NOT NULL,
  unicode_name text,
  provider text NOT NULL,
  state text NOT NULL,
  zone_type text,
  account text,
  plan text,
  name_servers text[] NOT NULL,
  raw jsonb NOT NULL,
  search text NOT NULL,
  digest uuid NOT NULL,
  observed_at timestamptz NOT NULL,
  first_seen_at timestamptz NOT NULL,
  gone_at timestamptz,
  run_id uuid,
  valid_from timestamptz NOT NULL,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX zones_identity ON zones (realm, key);
CREATE INDEX zones_scope ON zones USING btree (scope_id, id) WHERE gone_at IS NULL;
CREATE INDEX zones_gone ON zones USING btree (gone_at) WHERE gone_at IS NOT NULL;
CREATE INDEX zones_valid_from ON zones USING btree (valid_from, id);
CREATE INDEX zones_search ON zones USING gin (search gin_trgm_ops);
CREATE INDEX zones_name ON zones USING btree (name, id);
CREATE INDEX zones_cluster ON zones USING btree (cluster_id, name, id);
CREATE TABLE zones_history (
  id uuid NOT NULL,
  realm text NOT NULL,
  key text NOT NULL,
  source_id uuid NOT NULL,
  scope_id integer NOT NULL,
  cluster_id uuid,
  cluster_conflict uuid[],
  name text NOT NULL,
  unicode_name text,
  provider text NOT NULL,
  state text NOT NULL,
  zone_type text,
  account text,
  plan text,
  name_servers text[] NOT NULL,
  raw jsonb NOT NULL,
  search text NOT NULL,
  digest uuid NOT NULL,
  observed_at timestamptz NOT NULL,
  first_seen_at timestamptz NOT NULL,
  gone_at timestamptz,
  run_id uuid,
  valid_from timestamptz NOT NULL,
  valid_to timestamptz NOT NULL
) PARTITION BY RANGE (valid_to);
CREATE TABLE zones_history_rest PARTITION OF zones_history DEFAULT;
CREATE INDEX zones_history_id ON zones_history USING btree (id, valid_from);
CREATE INDEX zones_history_valid_from ON zones_history USING btree (valid_from, id);
CREATE INDEX zones_history_valid_to ON zones_history USING btree (valid_to);
CREATE INDEX zones_history_name ON zones_history USING btree (name, id);
CREATE INDEX zones_history_cluster ON zones_history USING btree (cluster_id, name, id);

CREATE TABLE record_sets (
  id uuid NOT NULL,
  realm text NOT NULL,
  key text NOT NULL,
  source_id uuid NOT NULL,
  scope_id integer NOT NULL,
  cluster_id uuid,
  cluster_conflict uuid[],
  name text NOT NULL,
  unicode_name text,
  type text NOT NULL,
  contents text[] NOT NULL,
  ttl integer,
  proxied boolean,
  provider text NOT NULL,
  zone text NOT NULL,
  zone_key text NOT NULL,
  comment text,
  record_tags text[] NOT NULL,
  "values" jsonb NOT NULL,
  modified_at timestamptz,
  raw jsonb NOT NULL,
  search text NOT NULL,
  digest uuid NOT NULL,
  observed_at timestamptz NOT NULL,
  first_seen_at timestamptz NOT NULL,
  gone_at timestamptz,
  run_id uuid,
  valid_from timestamptz NOT NULL,
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX record_sets_identity ON record_sets (realm, key);
CREATE INDEX record_sets_scope ON record_sets USING btree (scope_id, id) WHERE gone_at IS NULL;
CREATE INDEX record_sets_gone ON record_sets USING btree (gone_at) WHERE gone_at IS NOT NULL;
CREATE INDEX record_sets_valid_from ON record_sets USING btree (valid_from, id);
CREATE INDEX record_sets_search ON record_sets USING gin (search gin_trgm_ops);
CREATE INDEX record_sets_name ON record_sets USING btree (name, id);
CREATE INDEX record_sets_type ON record_sets USING btree (type, id);
CREATE INDEX record_sets_zone ON record_sets USING btree (zone, id);
CREATE INDEX record_sets_cluster ON record_sets USING btree (cluster_id, name, id);
CREATE TABLE record_sets_history (
  id uuid NOT NULL,
  realm text NOT NULL,
  key text NOT NULL,
  source_id uuid NOT NULL,
  scope_id integer NOT NULL,
  cluster_id uuid,
  cluster_conflict uuid[],
  name text NOT NULL,
  unicode_name text,
  type text NOT NULL,
  contents text[] NOT NULL,
  ttl integer,
  proxied boolean,
  provider text NOT NULL,
  zone text NOT NULL,
  zone_key text NOT NULL,
  comment text,
  record_tags text[] NOT NULL,
  "values" jsonb NOT NULL,
  modified_at timestamptz,
  raw jsonb NOT NULL,
  search text NOT NULL,
  digest uuid NOT NULL,
  observed_at timestamptz NOT NULL,
  first_seen_at timestamptz NOT NULL,
  gone_at timestamptz,
  run_id uuid,
  valid_from timestamptz NOT NULL,
  valid_to timestamptz NOT NULL
) PARTITION BY RANGE (valid_to);
CREATE TABLE record_sets_history_rest PARTITION OF record_sets_history DEFAULT;
CREATE INDEX record_sets_history_id ON record_sets_history USING btree (id, valid_from);
CREATE INDEX record_sets_history_valid_from ON record_sets_history USING btree (valid_from, id);
CREATE INDEX record_sets_history_valid_to ON record_sets_history USING btree (valid_to);
CREATE INDEX record_sets_history_name ON record_sets_history USING btree (name, id);
CREATE INDEX record_sets_history_type ON record_sets_history USING btree (type, id);
CREATE INDEX record_sets_history_zone ON record_sets_history USING btree (zone, id);
CREATE INDEX record_sets_history_cluster ON record_sets_history USING btree (cluster_id, name, id);

CREATE TABLE findings (
  id uuid NOT NULL,
  cluster_id uuid,
  rule text NOT NULL,
  severity text NOT NULL,
  state text NOT NULL,
  title text NOT NULL,
  reason text NOT NULL,
  subject_kind text NOT NULL,
  subject_id uuid NOT NULL,
  subject_name text NOT NULL,
  involved jsonb NOT NULL,
  since timestamptz NOT NULL,
  opened_at timestamptz,
  closed_at timestamptz,
  reopened timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  changed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id)
);
CREATE INDEX findings_rule ON findings USING btree (rule, id);
CREATE INDEX findings_since ON findings USING btree (since, id);
CREATE INDEX findings_opened_at ON findings USING btree (opened_at, id);
CREATE INDEX findings_closed_at ON findings USING btree (closed_at, id);
CREATE INDEX findings_cluster ON findings USING btree (cluster_id, opened_at, id);

CREATE TABLE sources (
  id uuid NOT NULL,
  name text NOT NULL,
  system text NOT NULL,
  health text NOT NULL,
  mode text NOT NULL,
  enabled boolean NOT NULL,
  interval_seconds integer NOT NULL,
  settings jsonb NOT NULL,
  account text,
  last_check jsonb,
  last_complete_at timestamptz,
  last_error text,
  next_pull_at timestamptz,
  removed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  changed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id)
);
CREATE INDEX sources_name ON sources USING btree (name, id);

CREATE TABLE sync_runs (
  id uuid NOT NULL,
  source_id uuid NOT NULL,
  state text NOT NULL,
  trigger text NOT NULL,
  requested_by text,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  complete integer NOT NULL,
  incomplete integer NOT NULL,
  listed integer NOT NULL,
  created integer NOT NULL,
  updated integer NOT NULL,
  gone integer NOT NULL,
  held integer NOT NULL,
  malformed integer NOT NULL,
  error text,
  error_type text,
  scopes jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  changed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id)
);
CREATE INDEX sync_runs_started_at ON sync_runs USING btree (started_at, id);
CREATE INDEX sync_runs_finished_at ON sync_runs USING btree (finished_at, id);

CREATE TABLE users (
  id uuid NOT NULL,
  name text NOT NULL,
  role text NOT NULL,
  cluster_ids uuid[],
  disabled boolean NOT NULL,
  last_seen_at timestamptz,
  password_hash text,
  created_at timestamptz NOT NULL DEFAULT now(),
  changed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id)
);
CREATE INDEX users_name ON users USING btree (name, id);

CREATE TABLE tokens (
  id uuid NOT NULL,
  name text NOT NULL,
  role text NOT NULL,
  cluster_ids uuid[],
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  created_by text,
  token_hash text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  changed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id)
);
CREATE INDEX tokens_name ON tokens USING btree (name, id);

CREATE TABLE audit (
  id uuid NOT NULL,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  actor_id uuid,
  action text NOT NULL,
  object_kind text,
  object_id uuid,
  object_name text,
  address text,
  request_id text,
  before jsonb,
  after jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  changed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id)
);
CREATE INDEX audit_at ON audit USING btree (at, id);

-- Parts of a source that are listed at once. The lease keeps two runs of one scope apart; the fence unmasks a run that lost it.
CREATE TABLE scopes (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source_id uuid NOT NULL,
  source_name text NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  row_count integer NOT NULL DEFAULT 0,
  -- when the last complete listing was asked for: the freshness of every row in it that did not change
  listed_at timestamptz,
  stale_at timestamptz,
  last_error text,
  lease_run uuid,
  lease_until timestamptz,
  fence bigint NOT NULL DEFAULT 0,
  UNIQUE (source_id, kind, name)
);

-- Seen to be absent once; goes when a later complete listing does not have it either.
CREATE TABLE missing (
  scope_id integer NOT NULL,
  id uuid NOT NULL,
  run_id uuid NOT NULL,
  since timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (scope_id, id)
);

CREATE TABLE held_changes (
  id uuid PRIMARY KEY,
  source_id uuid NOT NULL,
  scope_id integer,
  kind text NOT NULL,
  scope text NOT NULL,
  reason text NOT NULL CHECK (reason IN ('many-gone', 'many-gone-in-a-day', 'became-empty', 'parent-vanished', 'other-account')),
  detail text NOT NULL,
  ids uuid[] NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'released', 'kept', 'passed')),
  run_id uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  decided_at timestamptz,
  decided_by text
);
CREATE UNIQUE INDEX held_changes_open ON held_changes (source_id, kind, scope) WHERE state = 'open';
CREATE INDEX held_changes_kept ON held_changes (source_id, kind, scope) WHERE state = 'kept';

-- What an object can be found by (address, name, …) and what it points at (to:address, to:name, …).
CREATE TABLE link_keys (
  kind text NOT NULL,
  id uuid NOT NULL,
  type text NOT NULL,
  key text NOT NULL,
  cluster_id uuid,
  live boolean NOT NULL
);
CREATE INDEX link_keys_key ON link_keys (key, type) INCLUDE (kind, id, cluster_id) WHERE live;
CREATE INDEX link_keys_past ON link_keys (key, type) WHERE NOT live;
CREATE INDEX link_keys_id ON link_keys (id);

CREATE TABLE links (
  rule text NOT NULL,
  from_kind text NOT NULL,
  from_id uuid NOT NULL,
  from_cluster uuid,
  to_kind text NOT NULL,
  to_id uuid NOT NULL,
  to_cluster uuid,
  key text NOT NULL,
  valid_from timestamptz NOT NULL,
  PRIMARY KEY (from_id, to_id, rule, key)
);
CREATE INDEX links_to ON links (to_id);
CREATE TABLE links_history (
  rule text NOT NULL,
  from_kind text NOT NULL,
  from_id uuid NOT NULL,
  from_cluster uuid,
  to_kind text NOT NULL,
  to_id uuid NOT NULL,
  to_cluster uuid,
  key text NOT NULL,
  valid_from timestamptz NOT NULL,
  valid_to timestamptz NOT NULL
) PARTITION BY RANGE (valid_to);
CREATE TABLE links_history_rest PARTITION OF links_history DEFAULT;
CREATE INDEX links_history_from ON links_history (from_id, valid_to);
CREATE INDEX links_history_to ON links_history (to_id, valid_to);

CREATE UNIQUE INDEX findings_live ON findings (rule, subject_id) WHERE state <> 'closed';
CREATE INDEX findings_subject ON findings (subject_id) WHERE state = 'open';
CREATE INDEX findings_past ON findings (subject_id, opened_at);

CREATE UNIQUE INDEX clusters_unique ON clusters (lower(name));
CREATE UNIQUE INDEX sources_unique ON sources (lower(name)) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX users_unique ON users (lower(name));
CREATE UNIQUE INDEX tokens_hash ON tokens (token_hash);
CREATE INDEX sync_runs_source ON sync_runs (source_id, started_at);

CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  token_hash text NOT NULL UNIQUE,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  address text,
  user_agent text
);
CREATE INDEX sessions_user ON sessions (user_id);

-- Failed sign-ins, counted in the database so that every server process counts the same.
CREATE TABLE sign_in_failures (
  who text NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sign_in_failures_who ON sign_in_failures (who, at);

-- A data key per owner, wrapped by the installation's key; deleting it erases all that it sealed.
CREATE TABLE data_keys (
  owner_id uuid PRIMARY KEY,
  wrapped text NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE sealed_values (
  owner_id uuid NOT NULL REFERENCES data_keys (owner_id) ON DELETE CASCADE,
  field text NOT NULL,
  version integer NOT NULL,
  sealed text NOT NULL,
  digest text NOT NULL,
  PRIMARY KEY (owner_id, field)
);

-- Everything that is due, whatever becomes of the queue. One row per recurring or asked-for piece of work.
CREATE TABLE due_work (
  id uuid PRIMARY KEY,
  task text NOT NULL,
  subject_id uuid,
  params jsonb NOT NULL DEFAULT '{}',
  due_at timestamptz NOT NULL,
  every_seconds integer,
  requested_by text,
  request_id text,
  attempts integer NOT NULL DEFAULT 0,
  last_error text,
  lease_by text,
  lease_until timestamptz,
  fence bigint NOT NULL DEFAULT 0,
  result jsonb,
  done_at timestamptz
);
CREATE INDEX due_work_due ON due_work (due_at) WHERE done_at IS NULL;
CREATE INDEX due_work_done ON due_work (done_at) WHERE done_at IS NOT NULL;
CREATE UNIQUE INDEX due_work_recurring ON due_work (task, coalesce(subject_id, '00000000-0000-0000-0000-000000000000')) WHERE every_seconds IS NOT NULL;

-- What changed, counted per run: the strip of the day.
CREATE TABLE change_counts (
  run_id uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  kind text NOT NULL,
  cluster_id uuid,
  created integer NOT NULL,
  updated integer NOT NULL,
  gone integer NOT NULL
);
CREATE INDEX change_counts_at ON change_counts (at);

-- Live objects at the end of each day.
CREATE TABLE day_counts (
  day date NOT NULL,
  kind text NOT NULL,
  cluster_id uuid,
  count integer NOT NULL
);
CREATE UNIQUE INDEX day_counts_day ON day_counts (day, kind, coalesce(cluster_id, '00000000-0000-0000-0000-000000000000'));
