import type { FieldEffect, Page } from '@civitas/contract'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import type { RoleRule } from './rules.ts'

export interface RuleRow {
  role: string
  field: string
  effect: FieldEffect
  reason: string
  by_name: string
  time: Date
}

export function listOfRoles(db: Queryable, roles: readonly string[]): Promise<RoleRule[]> {
  return db.query<RoleRule>(sql`SELECT role, field, effect, reason FROM identity.field_rule
    WHERE role = ANY(${roles as string[]}) ORDER BY role, field`)
}

export async function listRules(
  db: Queryable,
  { role, limit = 50, offset = 0 }: { role?: string; limit?: number; offset?: number },
): Promise<Page<RuleRow>> {
  const where = sql`FROM identity.field_rule ${role ? sql`WHERE role = ${role}` : empty}`
  const items = await db.query<RuleRow>(
    sql`SELECT * ${where} ORDER BY role, field LIMIT ${limit} OFFSET ${offset}`,
  )
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`)
  return { items, total: count?.n ?? 0 }
}

export async function listChanges(
  db: Queryable,
  { limit = 50, offset = 0 }: { limit?: number; offset?: number },
): Promise<Page<RuleRow & { former: FieldEffect | null }>> {
  const items = await db.query<RuleRow & { former: FieldEffect | null }>(
    sql`SELECT * FROM identity.field_rule_change ORDER BY id DESC LIMIT ${limit} OFFSET ${offset}`,
  )
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM identity.field_rule_change`)
  return { items, total: count?.n ?? 0 }
}

/** Sets a rule, or takes it away when the field becomes visible; either is kept. */
export async function setRule(tx: Transaction, rule: RuleRow): Promise<void> {
  const former = await tx.first<{ effect: string }>(sql`SELECT effect FROM identity.field_rule
    WHERE role = ${rule.role} AND field = ${rule.field} FOR UPDATE`)
  if (rule.effect === 'visible')
    await tx.query(sql`DELETE FROM identity.field_rule WHERE role = ${rule.role} AND field = ${rule.field}`)
  else
    await tx.query(sql`INSERT INTO identity.field_rule (role, field, effect, reason, by_name, time)
      VALUES (${rule.role}, ${rule.field}, ${rule.effect}, ${rule.reason}, ${rule.by_name}, ${rule.time})
      ON CONFLICT (role, field) DO UPDATE SET effect = excluded.effect, reason = excluded.reason,
        by_name = excluded.by_name, time = excluded.time`)
  await tx.query(sql`INSERT INTO identity.field_rule_change (role, field, former, effect, reason, by_name, time)
    VALUES (${rule.role}, ${rule.field}, ${former?.effect ?? null}, ${rule.effect}, ${rule.reason}, ${rule.by_name},
      ${rule.time})`)
}
