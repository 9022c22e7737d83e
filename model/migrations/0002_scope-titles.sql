-- What people call a scope whose name is the provider's id: record sets are listed zone by zone. Null: it is called by its name.
ALTER TABLE scopes ADD COLUMN title text;
ALTER TABLE held_changes ADD COLUMN scope_title text;

UPDATE scopes s SET title = z.name
  FROM zones z WHERE s.kind = 'record_sets' AND z.source_id = s.source_id AND z.key = s.name AND z.name <> s.name;
UPDATE held_changes h SET scope_title = s.title
  FROM scopes s WHERE s.source_id = h.source_id AND s.kind = h.kind AND s.name = h.scope;
