import {
  type addWatch,
  type IndicatorValue,
  noticeWanted,
  type OperationInput,
  type Watch,
} from '@civitas/contract'
import { compare } from '@civitas/domain-kit'
import type { Principal } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { notFound } from '../../../kernel/problem.ts'
import { chooseDivision, type ReadParts, readValues } from '../read-indicators.ts'
import { requireIndicator, unitSign } from '../registry/manage-definitions.ts'

interface WatchRow {
  id: string
  user_id: string
  indicator_id: string
  division_code: string
  op: Watch['op']
  bound: number
  crossed: boolean
  told_time: Date | null
}

function show(parts: ReadParts, row: WatchRow, value: number | null): Watch {
  return {
    id: row.id,
    indicatorId: row.indicator_id,
    title: parts.registry.find(row.indicator_id)?.title.zh ?? row.indicator_id,
    division: row.division_code,
    op: row.op,
    limit: row.bound,
    value,
    isCrossed: value !== null && compare(value, { op: row.op, value: row.bound }),
    lastTold: row.told_time?.toISOString() ?? null,
  }
}

export async function listOwn(parts: ReadParts, { userId }: Principal): Promise<Watch[]> {
  const rows = await parts.kernel.db.query<WatchRow>(
    sql`SELECT * FROM indicators.watch WHERE user_id = ${userId} ORDER BY id`,
  )
  return Promise.all(rows.map(async (row) => show(parts, row, await readWatched(parts, row))))
}

async function readWatched(parts: ReadParts, row: WatchRow): Promise<number | null> {
  const indicator = parts.registry.find(row.indicator_id)
  if (!indicator) return null
  const values = await readValues(parts, [indicator], [row.division_code])
  return values.get(`${indicator.id}/${row.division_code}`)?.value ?? null
}

export async function addOne(
  parts: ReadParts,
  body: OperationInput<typeof addWatch>['body'],
  principal: Principal,
): Promise<Watch> {
  requireIndicator(parts, body.indicator, '/body/indicator')
  const division = chooseDivision(parts, body.division, principal.scope)
  const row =
    await parts.kernel.db.first<WatchRow>(sql`INSERT INTO indicators.watch (id, user_id, indicator_id, division_code, op, bound)
    VALUES (${newId()}, ${principal.userId}, ${body.indicator}, ${division}, ${body.op}, ${body.limit}) RETURNING *`)
  return show(parts, row as WatchRow, await readWatched(parts, row as WatchRow))
}

export async function removeOne(parts: ReadParts, id: string, { userId }: Principal) {
  const rows = await parts.kernel.db.query(
    sql`DELETE FROM indicators.watch WHERE id = ${id} AND user_id = ${userId} RETURNING id`,
  )
  if (rows.length === 0) throw notFound('关注', id)
  return { done: true as const }
}

async function setCrossed(db: Queryable, id: string, crossed: boolean, told: Date | null): Promise<void> {
  await db.query(
    sql`UPDATE indicators.watch SET crossed = ${crossed}, told_time = coalesce(${told}, told_time) WHERE id = ${id}`,
  )
}

/** Tells those who watch a figure when it crosses their limit; again only after it came back. */
export async function tellWatchers(
  parts: ReadParts,
  tx: Transaction,
  id: string,
  value: IndicatorValue,
): Promise<void> {
  if (value.value === null) return
  const rows = await tx.query<WatchRow>(
    sql`SELECT * FROM indicators.watch WHERE indicator_id = ${id} AND division_code = ${value.division}`,
  )
  const indicator = parts.registry.find(id)
  for (const row of rows) {
    const crossed = compare(value.value, { op: row.op, value: row.bound })
    if (crossed === row.crossed) continue
    await setCrossed(tx, row.id, crossed, crossed ? parts.kernel.clock.now() : null)
    if (!crossed || !indicator) continue
    const place = parts.territory.findDivisionName(value.division) ?? ''
    await parts.kernel.messages.publish(tx, noticeWanted, {
      key: `watch ${row.id} ${value.time}`,
      title: `${indicator.title.zh}越过关注线`,
      text: `${place}${indicator.title.zh}为 ${value.value} ${unitSign(indicator.unit)}，关注线 ${row.op} ${row.bound}。`,
      urgency: 'normal',
      userId: row.user_id,
      organisationId: null,
      subjectKind: 'indicator',
      subjectId: id,
      link: `/console/indicators/${id}?division=${value.division}`,
    })
  }
}
