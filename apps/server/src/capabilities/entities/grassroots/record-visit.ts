import type { FieldConflict, OperationInput, OperationOutput, recordVisit, Visit } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import { changeOwnFacts, type Writing } from '../register-entity.ts'
import { findEntity } from '../store.ts'
import { judgeFact } from './rules.ts'
import * as store from './store.ts'

type Given = OperationInput<typeof recordVisit>['body']

/**
 * Stores a visit, always: a visit that took place is never refused for what others wrote meanwhile. What it found is taken
 * over where the office still has what the phone had shown; elsewhere both stand side by side until a person decides.
 */
export async function storeVisit(
  tx: Transaction,
  writing: Writing,
  given: Given,
  by: Principal,
  now: Date,
): Promise<OperationOutput<typeof recordVisit>> {
  // Held, so that two phones that send at once are judged one after the other.
  const row = await findEntity(tx, given.householdId, true)
  const household = row && (await store.findHousehold(tx, given.householdId, by.scope, now))
  if (!row || !household) throw notFound('住户', given.householdId)
  const changes: Visit['changes'] = (given.changes ?? []).map((one) => {
    const office = (row.attributes[one.field] ?? null) as string | number | null
    return { ...one, outcome: judgeFact(one, office) }
  })
  const visit: store.NewVisit = {
    ...{ id: given.key, householdId: row.id, userId: by.userId, userName: by.name },
    ...{ visitTime: given.visitTime, text: given.text, tags: given.tags ?? [], changes },
  }
  const isNew = (await store.insertVisits(tx, [visit], now)).length > 0
  if (isNew) {
    await keepConflicts(tx, visit, row.attributes)
    const facts: Record<string, unknown> = Object.fromEntries(
      changes.filter((one) => one.outcome === 'applied').map((one) => [one.field, one.value ?? undefined]),
    )
    const tags = [...new Set([...household.tags, ...visit.tags])].join('、')
    if (tags !== household.tags.join('、')) facts.tags = tags
    if (Object.keys(facts).length > 0) await changeOwnFacts(tx, writing, row.id, facts, by.userId, now)
  }
  const [stored] = await store.readVisits(tx, sql`WHERE v.id = ${given.key}`, 1)
  if (stored?.householdId !== row.id) throw conflict('key-taken', '该标识已用于另一次走访。')
  return { visit: stored, conflicts: await store.readConflicts(tx, sql`WHERE c.visit_id = ${given.key}`) }
}

async function keepConflicts(
  tx: Transaction,
  visit: store.NewVisit,
  office: Record<string, unknown>,
): Promise<void> {
  for (const { field, base, value, outcome } of visit.changes) {
    if (outcome !== 'conflict') continue
    const writer = await store.findLastWriter(tx, visit.householdId, field)
    await store.insertConflict(tx, {
      ...{
        visitId: visit.id,
        householdId: visit.householdId,
        field,
        base,
        office: office[field],
        found: value,
      },
      ...{ officeBy: writer?.userId ?? null, officeTime: writer?.time ?? null },
    })
  }
}

/** Takes one of the two sides of a conflict; the other stays in the record. */
export async function settleConflict(
  tx: Transaction,
  writing: Writing,
  id: string,
  take: 'office' | 'field',
  by: Principal,
  now: Date,
): Promise<FieldConflict> {
  const [found] = await store.readConflicts(tx, sql`WHERE c.id = ${id}`, 1)
  const household = found && (await store.findHousehold(tx, found.householdId, by.scope, now))
  if (!found || !household) throw notFound('采集冲突', id)
  if (found.taken) throw conflict('already-decided', '该冲突已处理。')
  if (take === 'field')
    await changeOwnFacts(
      tx,
      writing,
      found.householdId,
      { [found.field]: found.found ?? undefined },
      by.userId,
      now,
    )
  await store.decideConflict(tx, id, take, by.name, now)
  const [settled] = await store.readConflicts(tx, sql`WHERE c.id = ${id}`, 1)
  return settled as FieldConflict
}
