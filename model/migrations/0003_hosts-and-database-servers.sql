CREATE TABLE hosts (
  id uuid NOT NULL,
  realm text NOT NULL,
  key text NOT NULL,
  source_id uuid NOT NULL,
  scope_id integer NOT NULL,
  cluster_id uuid,
  cluster_conflict uuid[],
  name text NOT NULL,
  account text NOT NULL,
  uri text NOT NULL,
  addresses text[] NOT NULL,
  driver text NOT NULL,
  hypervisor_version text,
  libvirt_version text NOT NULL,
  cpus integer NOT NULL,
  cpu_model text,
  architecture text NOT NULL,
  sockets integer NOT NULL,
  cores integer NOT NULL,
  threads integer NOT NULL,
  numa_nodes integer NOT NULL,
  memory bigint NOT NULL,
  host_uuid text,
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
CREATE UNIQUE INDEX hosts_identity ON hosts (realm, key);
CREATE INDEX hosts_scope ON hosts USING btree (scope_id, id) WHERE gone_at IS NULL;
CREATE INDEX hosts_gone ON hosts USING btree (gone_at) WHERE gone_at IS NOT NULL;
CREATE INDEX hosts_valid_from ON hosts USING btree (valid_from, id);
CREATE INDEX hosts_search ON hosts USING gin (search gin_trgm_ops);
CREATE INDEX hosts_name ON hosts USING btree (name, id);
CREATE INDEX hosts_cpus ON hosts USING btree (cpus, id);
CREATE INDEX hosts_memory ON hosts USING btree (memory, id);
CREATE INDEX hosts_cluster ON hosts USING btree (cluster_id, name, id);
CREATE TABLE hosts_history (
  id uuid NOT NULL,
  realm text NOT NULL,
  key text NOT NULL,
  source_id uuid NOT NULL,
  scope_id integer NOT NULL,
  cluster_id uuid,
  cluster_conflict uuid[],
  name text NOT NULL,
  account text NOT NULL,
  uri text NOT NULL,
  addresses text[] NOT NULL,
  driver text NOT NULL,
  hypervisor_version text,
  libvirt_version text NOT NULL,
  cpus integer NOT NULL,
  cpu_model text,
  architecture text NOT NULL,
  sockets integer NOT NULL,
  cores integer NOT NULL,
  threads integer NOT NULL,
  numa_nodes integer NOT NULL,
  memory bigint NOT NULL,
  host_uuid text,
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
CREATE TABLE hosts_history_rest PARTITION OF hosts_history DEFAULT;
CREATE INDEX hosts_history_id ON hosts_history USING btree (id, valid_from);
CREATE INDEX hosts_history_valid_from ON hosts_history USING btree (valid_from, id);
CREATE INDEX hosts_history_valid_to ON hosts_history USING btree (valid_to);
CREATE INDEX hosts_history_name ON hosts_history USING btree (name, id);
CREATE INDEX hosts_history_cpus ON hosts_history USING btree (cpus, id);
CREATE INDEX hosts_history_memory ON hosts_history USING btree (memory, id);
CREATE INDEX hosts_history_cluster ON hosts_history USING btree (cluster_id, name, id);
CREATE TABLE virtual_machines (
  id uuid NOT NULL,
  realm text NOT NULL,
  key text NOT NULL,
  source_id uuid NOT NULL,
  scope_id integer NOT NULL,
  cluster_id uuid,
  cluster_conflict uuid[],
  name text NOT NULL,
  title text,
  description text,
  state text NOT NULL,
  host text NOT NULL,
  host_key text NOT NULL,
  account text NOT NULL,
  vcpus integer NOT NULL,
  max_vcpus integer NOT NULL,
  memory bigint NOT NULL,
  max_memory bigint NOT NULL,
  addresses text[] NOT NULL,
  mac_addresses text[] NOT NULL,
  hostname text,
  guest_os text,
  autostart boolean NOT NULL,
  persistent boolean NOT NULL,
  type text NOT NULL,
  architecture text NOT NULL,
  machine_type text,
  disks jsonb NOT NULL,
  interfaces jsonb NOT NULL,
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
CREATE UNIQUE INDEX virtual_machines_identity ON virtual_machines (realm, key);
CREATE INDEX virtual_machines_scope ON virtual_machines USING btree (scope_id, id) WHERE gone_at IS NULL;
CREATE INDEX virtual_machines_gone ON virtual_machines USING btree (gone_at) WHERE gone_at IS NOT NULL;
CREATE INDEX virtual_machines_valid_from ON virtual_machines USING btree (valid_from, id);
CREATE INDEX virtual_machines_search ON virtual_machines USING gin (search gin_trgm_ops);
CREATE INDEX virtual_machines_name ON virtual_machines USING btree (name, id);
CREATE INDEX virtual_machines_host ON virtual_machines USING btree (host, id);
CREATE INDEX virtual_machines_vcpus ON virtual_machines USING btree (vcpus, id);
CREATE INDEX virtual_machines_memory ON virtual_machines USING btree (memory, id);
CREATE INDEX virtual_machines_cluster ON virtual_machines USING btree (cluster_id, name, id);
CREATE TABLE virtual_machines_history (
  id uuid NOT NULL,
  realm text NOT NULL,
  key text NOT NULL,
  source_id uuid NOT NULL,
  scope_id integer NOT NULL,
  cluster_id uuid,
  cluster_conflict uuid[],
  name text NOT NULL,
  title text,
  description text,
  state text NOT NULL,
  host text NOT NULL,
  host_key text NOT NULL,
  account text NOT NULL,
  vcpus integer NOT NULL,
  max_vcpus integer NOT NULL,
  memory bigint NOT NULL,
  max_memory bigint NOT NULL,
  addresses text[] NOT NULL,
  mac_addresses text[] NOT NULL,
  hostname text,
  guest_os text,
  autostart boolean NOT NULL,
  persistent boolean NOT NULL,
  type text NOT NULL,
  architecture text NOT NULL,
  machine_type text,
  disks jsonb NOT NULL,
  interfaces jsonb NOT NULL,
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
CREATE TABLE virtual_machines_history_rest PARTITION OF virtual_machines_history DEFAULT;
CREATE INDEX virtual_machines_history_id ON virtual_machines_history USING btree (id, valid_from);
CREATE INDEX virtual_machines_history_valid_from ON virtual_machines_history USING btree (valid_from, id);
CREATE INDEX virtual_machines_history_valid_to ON virtual_machines_history USING btree (valid_to);
CREATE INDEX virtual_machines_history_name ON virtual_machines_history USING btree (name, id);
CREATE INDEX virtual_machines_history_host ON virtual_machines_history USING btree (host, id);
CREATE INDEX virtual_machines_history_vcpus ON virtual_machines_history USING btree (vcpus, id);
CREATE INDEX virtual_machines_history_memory ON virtual_machines_history USING btree (memory, id);
CREATE INDEX virtual_machines_history_cluster ON virtual_machines_history USING btree (cluster_id, name, id);
CREATE TABLE storage_pools (
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
  host text NOT NULL,
  host_key text NOT NULL,
  account text NOT NULL,
  path text,
  autostart boolean NOT NULL,
  capacity bigint NOT NULL,
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
CREATE UNIQUE INDEX storage_pools_identity ON storage_pools (realm, key);
CREATE INDEX storage_pools_scope ON storage_pools USING btree (scope_id, id) WHERE gone_at IS NULL;
CREATE INDEX storage_pools_gone ON storage_pools USING btree (gone_at) WHERE gone_at IS NOT NULL;
CREATE INDEX storage_pools_valid_from ON storage_pools USING btree (valid_from, id);
CREATE INDEX storage_pools_search ON storage_pools USING gin (search gin_trgm_ops);
CREATE INDEX storage_pools_name ON storage_pools USING btree (name, id);
CREATE INDEX storage_pools_host ON storage_pools USING btree (host, id);
CREATE INDEX storage_pools_capacity ON storage_pools USING btree (capacity, id);
CREATE INDEX storage_pools_cluster ON storage_pools USING btree (cluster_id, name, id);
CREATE TABLE storage_pools_history (
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
  host text NOT NULL,
  host_key text NOT NULL,
  account text NOT NULL,
  path text,
  autostart boolean NOT NULL,
  capacity bigint NOT NULL,
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
CREATE TABLE storage_pools_history_rest PARTITION OF storage_pools_history DEFAULT;
CREATE INDEX storage_pools_history_id ON storage_pools_history USING btree (id, valid_from);
CREATE INDEX storage_pools_history_valid_from ON storage_pools_history USING btree (valid_from, id);
CREATE INDEX storage_pools_history_valid_to ON storage_pools_history USING btree (valid_to);
CREATE INDEX storage_pools_history_name ON storage_pools_history USING btree (name, id);
CREATE INDEX storage_pools_history_host ON storage_pools_history USING btree (host, id);
CREATE INDEX storage_pools_history_capacity ON storage_pools_history USING btree (capacity, id);
CREATE INDEX storage_pools_history_cluster ON storage_pools_history USING btree (cluster_id, name, id);
CREATE TABLE volumes (
  id uuid NOT NULL,
  realm text NOT NULL,
  key text NOT NULL,
  source_id uuid NOT NULL,
  scope_id integer NOT NULL,
  cluster_id uuid,
  cluster_conflict uuid[],
  name text NOT NULL,
  pool text NOT NULL,
  host text NOT NULL,
  host_key text NOT NULL,
  account text NOT NULL,
  type text NOT NULL,
  format text,
  path text,
  backing_path text,
  capacity bigint NOT NULL,
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
CREATE UNIQUE INDEX volumes_identity ON volumes (realm, key);
CREATE INDEX volumes_scope ON volumes USING btree (scope_id, id) WHERE gone_at IS NULL;
CREATE INDEX volumes_gone ON volumes USING btree (gone_at) WHERE gone_at IS NOT NULL;
CREATE INDEX volumes_valid_from ON volumes USING btree (valid_from, id);
CREATE INDEX volumes_search ON volumes USING gin (search gin_trgm_ops);
CREATE INDEX volumes_name ON volumes USING btree (name, id);
CREATE INDEX volumes_pool ON volumes USING btree (pool, id);
CREATE INDEX volumes_host ON volumes USING btree (host, id);
CREATE INDEX volumes_capacity ON volumes USING btree (capacity, id);
CREATE INDEX volumes_cluster ON volumes USING btree (cluster_id, name, id);
CREATE TABLE volumes_history (
  id uuid NOT NULL,
  realm text NOT NULL,
  key text NOT NULL,
  source_id uuid NOT NULL,
  scope_id integer NOT NULL,
  cluster_id uuid,
  cluster_conflict uuid[],
  name text NOT NULL,
  pool text NOT NULL,
  host text NOT NULL,
  host_key text NOT NULL,
  account text NOT NULL,
  type text NOT NULL,
  format text,
  path text,
  backing_path text,
  capacity bigint NOT NULL,
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
CREATE TABLE volumes_history_rest PARTITION OF volumes_history DEFAULT;
CREATE INDEX volumes_history_id ON volumes_history USING btree (id, valid_from);
CREATE INDEX volumes_history_valid_from ON volumes_history USING btree (valid_from, id);
CREATE INDEX volumes_history_valid_to ON volumes_history USING btree (valid_to);
CREATE INDEX volumes_history_name ON volumes_history USING btree (name, id);
CREATE INDEX volumes_history_pool ON volumes_history USING btree (pool, id);
CREATE INDEX volumes_history_host ON volumes_history USING btree (host, id);
CREATE INDEX volumes_history_capacity ON volumes_history USING btree (capacity, id);
CREATE INDEX volumes_history_cluster ON volumes_history USING btree (cluster_id, name, id);
CREATE TABLE networks (
  id uuid NOT NULL,
  realm text NOT NULL,
  key text NOT NULL,
  source_id uuid NOT NULL,
  scope_id integer NOT NULL,
  cluster_id uuid,
  cluster_conflict uuid[],
  name text NOT NULL,
  state text NOT NULL,
  host text NOT NULL,
  host_key text NOT NULL,
  account text NOT NULL,
  forward text NOT NULL,
  bridge text,
  domain text,
  ranges text[] NOT NULL,
  autostart boolean NOT NULL,
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
CREATE UNIQUE INDEX networks_identity ON networks (realm, key);
CREATE INDEX networks_scope ON networks USING btree (scope_id, id) WHERE gone_at IS NULL;
CREATE INDEX networks_gone ON networks USING btree (gone_at) WHERE gone_at IS NOT NULL;
CREATE INDEX networks_valid_from ON networks USING btree (valid_from, id);
CREATE INDEX networks_search ON networks USING gin (search gin_trgm_ops);
CREATE INDEX networks_name ON networks USING btree (name, id);
CREATE INDEX networks_host ON networks USING btree (host, id);
CREATE INDEX networks_cluster ON networks USING btree (cluster_id, name, id);
CREATE TABLE networks_history (
  id uuid NOT NULL,
  realm text NOT NULL,
  key text NOT NULL,
  source_id uuid NOT NULL,
  scope_id integer NOT NULL,
  cluster_id uuid,
  cluster_conflict uuid[],
  name text NOT NULL,
  state text NOT NULL,
  host text NOT NULL,
  host_key text NOT NULL,
  account text NOT NULL,
  forward text NOT NULL,
  bridge text,
  domain text,
  ranges text[] NOT NULL,
  autostart boolean NOT NULL,
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
CREATE TABLE networks_history_rest PARTITION OF networks_history DEFAULT;
CREATE INDEX networks_history_id ON networks_history USING btree (id, valid_from);
CREATE INDEX networks_history_valid_from ON networks_history USING btree (valid_from, id);
CREATE INDEX networks_history_valid_to ON networks_history USING btree (valid_to);
CREATE INDEX networks_history_name ON networks_history USING btree (name, id);
CREATE INDEX networks_history_host ON networks_history USING btree (host, id);
CREATE INDEX networks_history_cluster ON networks_history USING btree (cluster_id, name, id);
CREATE TABLE database_servers (
  id uuid NOT NULL,
  realm text NOT NULL,
  key text NOT NULL,
  source_id uuid NOT NULL,
  scope_id integer NOT NULL,
  cluster_id uuid,
  cluster_conflict uuid[],
  name text NOT NULL,
  role text NOT NULL,
  replication text NOT NULL,
  account text NOT NULL,
  version text NOT NULL,
  host text NOT NULL,
  port integer NOT NULL,
  addresses text[] NOT NULL,
  system_identifier text NOT NULL,
  timeline integer NOT NULL,
  cluster_name text,
  upstream text,
  replicas jsonb NOT NULL,
  primary_names text[] NOT NULL,
  max_connections integer NOT NULL,
  started_at timestamptz NOT NULL,
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
CREATE UNIQUE INDEX database_servers_identity ON database_servers (realm, key);
CREATE INDEX database_servers_scope ON database_servers USING btree (scope_id, id) WHERE gone_at IS NULL;
CREATE INDEX database_servers_gone ON database_servers USING btree (gone_at) WHERE gone_at IS NOT NULL;
CREATE INDEX database_servers_valid_from ON database_servers USING btree (valid_from, id);
CREATE INDEX database_servers_search ON database_servers USING gin (search gin_trgm_ops);
CREATE INDEX database_servers_name ON database_servers USING btree (name, id);
CREATE INDEX database_servers_version ON database_servers USING btree (version, id);
CREATE INDEX database_servers_started_at ON database_servers USING btree (started_at, id);
CREATE INDEX database_servers_cluster ON database_servers USING btree (cluster_id, name, id);
CREATE TABLE database_servers_history (
  id uuid NOT NULL,
  realm text NOT NULL,
  key text NOT NULL,
  source_id uuid NOT NULL,
  scope_id integer NOT NULL,
  cluster_id uuid,
  cluster_conflict uuid[],
  name text NOT NULL,
  role text NOT NULL,
  replication text NOT NULL,
  account text NOT NULL,
  version text NOT NULL,
  host text NOT NULL,
  port integer NOT NULL,
  addresses text[] NOT NULL,
  system_identifier text NOT NULL,
  timeline integer NOT NULL,
  cluster_name text,
  upstream text,
  replicas jsonb NOT NULL,
  primary_names text[] NOT NULL,
  max_connections integer NOT NULL,
  started_at timestamptz NOT NULL,
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
CREATE TABLE database_servers_history_rest PARTITION OF database_servers_history DEFAULT;
CREATE INDEX database_servers_history_id ON database_servers_history USING btree (id, valid_from);
CREATE INDEX database_servers_history_valid_from ON database_servers_history USING btree (valid_from, id);
CREATE INDEX database_servers_history_valid_to ON database_servers_history USING btree (valid_to);
CREATE INDEX database_servers_history_name ON database_servers_history USING btree (name, id);
CREATE INDEX database_servers_history_version ON database_servers_history USING btree (version, id);
CREATE INDEX database_servers_history_started_at ON database_servers_history USING btree (started_at, id);
CREATE INDEX database_servers_history_cluster ON database_servers_history USING btree (cluster_id, name, id);
CREATE TABLE databases (
  id uuid NOT NULL,
  realm text NOT NULL,
  key text NOT NULL,
  source_id uuid NOT NULL,
  scope_id integer NOT NULL,
  cluster_id uuid,
  cluster_conflict uuid[],
  name text NOT NULL,
  owner text NOT NULL,
  server text NOT NULL,
  server_key text NOT NULL,
  account text NOT NULL,
  system_identifier text NOT NULL,
  encoding text NOT NULL,
  locale text,
  allows_connections boolean NOT NULL,
  connection_limit integer,
  comment text,
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
CREATE UNIQUE INDEX databases_identity ON databases (realm, key);
CREATE INDEX databases_scope ON databases USING btree (scope_id, id) WHERE gone_at IS NULL;
CREATE INDEX databases_gone ON databases USING btree (gone_at) WHERE gone_at IS NOT NULL;
CREATE INDEX databases_valid_from ON databases USING btree (valid_from, id);
CREATE INDEX databases_search ON databases USING gin (search gin_trgm_ops);
CREATE INDEX databases_name ON databases USING btree (name, id);
CREATE INDEX databases_owner ON databases USING btree (owner, id);
CREATE INDEX databases_server ON databases USING btree (server, id);
CREATE INDEX databases_cluster ON databases USING btree (cluster_id, name, id);
CREATE TABLE databases_history (
  id uuid NOT NULL,
  realm text NOT NULL,
  key text NOT NULL,
  source_id uuid NOT NULL,
  scope_id integer NOT NULL,
  cluster_id uuid,
  cluster_conflict uuid[],
  name text NOT NULL,
  owner text NOT NULL,
  server text NOT NULL,
  server_key text NOT NULL,
  account text NOT NULL,
  system_identifier text NOT NULL,
  encoding text NOT NULL,
  locale text,
  allows_connections boolean NOT NULL,
  connection_limit integer,
  comment text,
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
CREATE TABLE databases_history_rest PARTITION OF databases_history DEFAULT;
CREATE INDEX databases_history_id ON databases_history USING btree (id, valid_from);
CREATE INDEX databases_history_valid_from ON databases_history USING btree (valid_from, id);
CREATE INDEX databases_history_valid_to ON databases_history USING btree (valid_to);
CREATE INDEX databases_history_name ON databases_history USING btree (name, id);
CREATE INDEX databases_history_owner ON databases_history USING btree (owner, id);
CREATE INDEX databases_history_server ON databases_history USING btree (server, id);
CREATE INDEX databases_history_cluster ON databases_history USING btree (cluster_id, name, id);
