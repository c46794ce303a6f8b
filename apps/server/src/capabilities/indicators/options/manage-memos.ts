import type {
  DecisionMemo,
  DecisionOption,
  decideMemo,
  OperationInput,
  writeDecisionMemo,
} from '@civitas/contract'
import { type Principal, wholeScope } from '../../../kernel/access.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import type { Identity } from '../../identity/index.ts'
import { issueIn } from '../leader/instructions.ts'
import { findInstruction, toInstruction } from '../leader/store.ts'
import { chooseDivision, type ReadParts, readValues } from '../read-indicators.ts'
import { requireIndicator } from '../registry/manage-definitions.ts'
import { compareOptions, isMet, optionMethod, requireComparable } from './rules.ts'

interface MemoRow {
  id: string
  title: string
  memo: { question: string; options: DecisionOption[] }
  state: DecisionMemo['state']
  written_name: string
  written_time: Date
  option: string | null
  reason: string | null
  decided_name: string | null
  decided_time: Date | null
  /** Figures of the city when it was decided, by indicator. */
  before: Record<string, number | null> | null
  action_ids: string[]
}

export async function listAll(
  { kernel: { db } }: ReadParts,
  query: { state?: string; search?: string; limit?: number; offset?: number },
) {
  const where = sql`WHERE title ILIKE ${`%${query.search ?? ''}%`}
    ${query.state ? sql`AND state = ${query.state}` : empty}`
  const rows = await db.query<MemoRow>(sql`SELECT * FROM indicators.decision_memo ${where}
    ORDER BY written_time DESC, id DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM indicators.decision_memo ${where}`,
  )
  const items = rows.map((row) => ({
    ...{
      id: row.id,
      title: row.title,
      options: row.memo.options.length,
      state: row.state,
      adopted: row.option,
    },
    ...{ writtenName: row.written_name, writtenTime: row.written_time.toISOString() },
  }))
  return { items, total: count?.n ?? 0 }
}

export async function writeOne(
  parts: ReadParts,
  { title, question, options }: OperationInput<typeof writeDecisionMemo>['body'],
  principal: Principal,
): Promise<DecisionMemo> {
  requireComparable(options)
  for (const [o, option] of options.entries())
    for (const [e, effect] of option.effects.entries())
      if (effect.indicator)
        requireIndicator(parts, effect.indicator, `/body/options/${o}/effects/${e}/indicator`)
  const id = newId()
  const { db, clock } = parts.kernel
  await db.query(sql`INSERT INTO indicators.decision_memo (id, title, memo, state, written_name, written_time)
    VALUES (${id}, ${title}, ${JSON.stringify({ question, options })}, 'draft', ${principal.name}, ${clock.now()})`)
  return getOne(parts, id)
}

async function getRow({ kernel: { db } }: ReadParts, id: string): Promise<MemoRow> {
  const row = await db.first<MemoRow>(sql`SELECT * FROM indicators.decision_memo WHERE id = ${id}`)
  if (!row) throw notFound('方案比选', id)
  return row
}

export async function getOne(parts: ReadParts, id: string): Promise<DecisionMemo> {
  const row = await getRow(parts, id)
  const { question, options } = row.memo
  return {
    ...{ id: row.id, title: row.title, question, options, state: row.state, method: optionMethod },
    ...{ writtenName: row.written_name, writtenTime: row.written_time.toISOString() },
    comparison: compareOptions(options),
    decision: row.option === null ? null : await decisionOf(parts, row),
  }
}

async function decisionOf(parts: ReadParts, row: MemoRow): Promise<DecisionMemo['decision']> {
  const { db, clock } = parts.kernel
  const found = await Promise.all(row.action_ids.map((id) => findInstruction(db, id)))
  const actions = found.flatMap((one) => (one ? [toInstruction(one, clock.now())] : []))
  return {
    ...{ option: row.option ?? '', reason: row.reason ?? '', byName: row.decided_name ?? '' },
    time: row.decided_time?.toISOString() ?? '',
    actions: actions.map((one) => ({
      ...{ instructionId: one.id, text: one.text, organisationName: one.organisationName },
      ...{ dueTime: one.dueTime, state: one.state, overdue: one.overdue },
    })),
    tracked: await track(parts, row),
  }
}

/** What the adopted option was expected to do to figures of the city, and what they are now. */
async function track(parts: ReadParts, row: MemoRow) {
  const effects = row.memo.options.find((one) => one.name === row.option)?.effects ?? []
  const bound = effects.flatMap((effect) =>
    effect.indicator ? [{ ...effect, indicator: effect.indicator }] : [],
  )
  const now = await figuresOf(
    parts,
    bound.map((one) => one.indicator),
  )
  return bound.map(({ title, unit, indicator, value, direction }) => {
    const figure = now.get(indicator)
    return {
      ...{ title, unit, indicator, before: row.before?.[indicator] ?? null, expected: value },
      ...{ now: figure?.value ?? null, dataTime: figure?.dataTime ?? null },
      met: isMet(direction, value, figure?.value ?? null),
    }
  })
}

/** Figures of the whole city; an indicator that is no longer there has none. */
async function figuresOf(parts: ReadParts, ids: readonly string[]) {
  const indicators = [...new Set(ids)].flatMap((id) => parts.registry.find(id) ?? [])
  const city = chooseDivision(parts, undefined, wholeScope)
  const values = await readValues(parts, indicators, [city])
  return new Map(indicators.map((one) => [one.id, values.get(`${one.id}/${city}`)]))
}

/** Adopts an option, keeps the figures as they are, and orders each action as an instruction. */
export async function decideOne(
  parts: ReadParts,
  identity: Identity,
  {
    id,
    body,
    principal,
  }: { id: string; body: OperationInput<typeof decideMemo>['body']; principal: Principal },
): Promise<DecisionMemo> {
  const { db, clock } = parts.kernel
  const seen = await getRow(parts, id)
  const adopted = seen.memo.options.find((one) => one.name === body.option)
  if (!adopted) throw invalid('/body/option', '没有这个方案')
  const bound = adopted.effects.flatMap((one) => one.indicator ?? [])
  const figures = await figuresOf(parts, bound)
  const before = Object.fromEntries([...figures].map(([key, one]) => [key, one?.value ?? null]))
  await db.transaction(async (tx) => {
    const row = await tx.first<MemoRow>(
      sql`SELECT * FROM indicators.decision_memo WHERE id = ${id} AND state = 'draft' FOR UPDATE`,
    )
    if (!row) throw conflict('decided', '此事项已经决策。')
    const actions: string[] = []
    for (const [index, action] of body.actions.entries()) {
      const subject = {
        subjectKind: 'decision-memo',
        subjectId: id,
        subjectTitle: `${row.title}：${body.option}`,
      }
      const at = `/body/actions/${index}`
      actions.push(await issueIn(parts, identity, tx, { body: { ...subject, ...action }, principal, at }))
    }
    await tx.query(sql`UPDATE indicators.decision_memo SET state = 'decided', option = ${body.option},
      reason = ${body.reason}, decided_name = ${principal.name}, decided_time = ${clock.now()},
      before = ${JSON.stringify(before)}, action_ids = ${actions}::uuid[] WHERE id = ${id}`)
  })
  return getOne(parts, id)
}
