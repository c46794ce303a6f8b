import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { sm3 } from '../crypto.ts'

/** Name of the role the running platform uses; it can read and write rows and nothing else. */
export const runtimeRole = 'civitas_app'

export interface MigrationSet {
  /** Schema of the capability. */
  schema: string
  /** Folder of `0001-….sql` files. */
  folder: string
}

/**
 * Brings every schema to its newest form: each file once, in order, each in a transaction of its own.
 * A file that was changed after it ran is refused, for then two installations would differ.
 */
export async function migrate(connection: pg.ClientConfig, sets: MigrationSet[]): Promise<void> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    await client.query("SELECT pg_advisory_lock(hashtext('civitas-migrations'))")
    await prepare(client)
    for (const set of sets) await migrateSchema(client, set)
  } finally {
    await client.end()
  }
}

async function prepare(client: pg.Client): Promise<void> {
  await client.query(`DO $$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${runtimeRole}') THEN
        CREATE ROLE ${runtimeRole} NOLOGIN;
      END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`)
  await client.query(`GRANT ${runtimeRole} TO CURRENT_USER`)
  await client.query('CREATE SCHEMA IF NOT EXISTS kernel')
  await client.query(`CREATE TABLE IF NOT EXISTS kernel.migration (
      schema text NOT NULL, file text NOT NULL, digest text NOT NULL,
      applied_time timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (schema, file))`)
}

async function migrateSchema(client: pg.Client, set: MigrationSet): Promise<void> {
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${set.schema}`)
  const { rows } = await client.query<{ file: string; digest: string }>(
    'SELECT file, digest FROM kernel.migration WHERE schema = $1',
    [set.schema],
  )
  const applied = new Map(rows.map((row) => [row.file, row.digest]))
  const files = readdirSync(set.folder).filter((file) => file.endsWith('.sql'))
  for (const file of files.sort()) {
    const text = readFileSync(join(set.folder, file), 'utf8')
    const digest = sm3(text)
    const known = applied.get(file)
    if (known === undefined) await apply(client, set.schema, file, text, digest)
    else if (known !== digest) throw new Error(`migration ${set.schema}/${file} was changed after it ran`)
  }
  await grant(client, set.schema)
}

async function apply(
  client: pg.Client,
  schema: string,
  file: string,
  text: string,
  digest: string,
): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(`SET LOCAL search_path = ${schema}`)
    await client.query(text)
    await client.query('INSERT INTO kernel.migration (schema, file, digest) VALUES ($1, $2, $3)', [
      schema,
      file,
      digest,
    ])
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw new Error(`migration ${schema}/${file}: ${(error as Error).message}`, { cause: error })
  }
}

/** A table whose comment is `append-only` can be written and read by the running platform, never changed. */
async function grant(client: pg.Client, schema: string): Promise<void> {
  await client.query(`GRANT USAGE ON SCHEMA ${schema} TO ${runtimeRole}`)
  await client.query(
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${runtimeRole}`,
  )
  await client.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${runtimeRole}`)
  await client.query(`GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${schema} TO ${runtimeRole}`)
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c
      WHERE c.relnamespace = $1::regnamespace AND obj_description(c.oid, 'pg_class') = 'append-only'`,
    [schema],
  )
  for (const table of rows) await client.query(`REVOKE UPDATE, DELETE ON ${table.name} FROM ${runtimeRole}`)
}
