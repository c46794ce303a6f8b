import type { PackagePart, PrefillForm, ServicePackage } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'

export interface PackageRow {
  id: string
  code: string
  title: string
  kind: ServicePackage['kind']
  organisation_id: string
  key_title: string
  parts: PackagePart[]
  is_complete: boolean
  needs_consent: boolean
  limit_ms: number
  fresh_hours: number
  per_minute: number
  version: number
  created_time: Date
}

export function findPackage(db: Queryable, code: string): Promise<PackageRow | undefined> {
  return db.first<PackageRow>(sql`SELECT * FROM data.package WHERE code = ${code}`)
}

export interface FormRow {
  id: string
  code: string
  title: string
  package_id: string
  package_code: string
  fields: PrefillForm['fields']
  saved_materials: number
}

export function findForm(db: Queryable, code: string): Promise<FormRow | undefined> {
  return db.first<FormRow>(sql`SELECT f.*, p.code AS package_code FROM data.prefill_form f
    JOIN data.package p ON p.id = f.package_id WHERE f.code = ${code}`)
}

/** A field as it was filled: its value and where it came from. */
export interface Filled {
  name: string
  title: string
  part: string
  value: string | null
  source: string
}
