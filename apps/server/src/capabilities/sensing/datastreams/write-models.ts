import { findUnit, type ThingType } from '@civitas/domain-kit'
import type { Database } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

/** Writes what the device models say, for the views of SensorThings. */
export async function writeModels(db: Database, types: readonly ThingType[]): Promise<void> {
  const streams = types.flatMap((type) =>
    [...type.datastreams, ...(type.derived ?? [])].map((one) => ({
      thing_type: type.id,
      property: one.id,
      name: one.title.zh,
      description: one.title.en,
      unit_of_measurement: toUnitOfMeasurement(one.unit),
      sensor_id: `${type.id}.${one.id}`,
      sensor_name: `${type.title.zh} ${one.title.zh}`,
      sensor_description: `${type.title.en}: ${one.title.en}`,
      observed_property_id: one.observedProperty.id,
      observed_name: one.observedProperty.title.zh,
      observed_description: one.observedProperty.title.en,
      definition:
        one.observedProperty.definition ?? `urn:civitas:observed-property:${one.observedProperty.id}`,
    })),
  )
  await db.transaction(async (tx) => {
    await tx.query(sql`DELETE FROM sensing.datastream_type`)
    await tx.query(sql`INSERT INTO sensing.datastream_type SELECT thing_type, property, name, description, unit_of_measurement,
        sensor_id, observed_property_id FROM jsonb_to_recordset(${JSON.stringify(streams)}::jsonb) AS r(thing_type text,
        property text, name text, description text, unit_of_measurement jsonb, sensor_id text, observed_property_id text)`)
    await tx.query(sql`INSERT INTO sensing.sensor (id, name, description, metadata) SELECT sensor_id, sensor_name, sensor_description, thing_type
      FROM jsonb_to_recordset(${JSON.stringify(streams)}::jsonb) AS r(sensor_id text, sensor_name text,
        sensor_description text, thing_type text)
      ON CONFLICT (id) DO UPDATE SET name = excluded.name, description = excluded.description, metadata = excluded.metadata`)
    await tx.query(sql`INSERT INTO sensing.observed_property (id, name, definition, description)
      SELECT DISTINCT ON (1) observed_property_id, observed_name, definition, observed_description
      FROM jsonb_to_recordset(${JSON.stringify(streams)}::jsonb) AS r(observed_property_id text, observed_name text,
        definition text, observed_description text)
      ON CONFLICT (id) DO UPDATE SET name = excluded.name, definition = excluded.definition, description = excluded.description`)
    await tx.query(sql`SELECT sensing.refresh_datastreams()`)
  })
}

function toUnitOfMeasurement(code: string) {
  const unit = findUnit(code)
  return { name: unit?.title.zh ?? code, symbol: unit?.symbol.zh ?? code, definition: `ucum:${code}` }
}
