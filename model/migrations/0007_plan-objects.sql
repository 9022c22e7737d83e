-- What a plan changes and what it is about: an object's plans are found by it.
CREATE TABLE plan_objects (
  plan_id uuid NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
  kind text NOT NULL,
  id uuid NOT NULL,
  PRIMARY KEY (id, plan_id)
);
CREATE INDEX plan_objects_plan ON plan_objects (plan_id);
INSERT INTO plan_objects (plan_id, kind, id)
SELECT p.id, o ->> 'kind', (o ->> 'id')::uuid FROM plans p CROSS JOIN LATERAL jsonb_array_elements(p.objects) o
UNION
SELECT s.plan_id, 'record_sets', (c ->> 'id')::uuid
  FROM plan_steps s CROSS JOIN LATERAL jsonb_array_elements(s.step -> 'sets') c WHERE c ->> 'id' IS NOT NULL
UNION
SELECT s.plan_id, 'sources', (s.step -> 'target' ->> 'sourceId')::uuid FROM plan_steps s WHERE s.step -> 'target' ->> 'sourceId' IS NOT NULL
ON CONFLICT DO NOTHING;
