import type { Brief, makeBrief, OperationInput } from '@civitas/contract'
import { findUnit } from '@civitas/domain-kit'
import type { Principal } from '../../../kernel/access.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import { chooseDivision, type ReadParts, readValues } from '../read-indicators.ts'
import { requireIndicator } from '../registry/manage-definitions.ts'
import { readRuns } from '../registry/period-store.ts'

type Figure = Brief['figures'][number]

interface BriefRow {
  id: string
  kind: Brief['kind']
  title: string
  period: string
  text: string
  state: Brief['state']
  division_code: string
  by_name: string
  made_time: Date
  published_time: Date | null
  figures: Array<Omit<Figure, 'revised' | 'revisedValue'>>
}

/** A figure of the snapshot; revised when a later run of a period that covers it gave another value. */
async function withRevision(
  parts: ReadParts,
  row: BriefRow,
  figure: BriefRow['figures'][number],
): Promise<Figure> {
  const runs = await readRuns(parts.kernel.db, figure.indicatorId, row.division_code)
  const later = runs.find((run) => run.reason !== null && run.computedTime > row.made_time.toISOString())
  const revised = later !== undefined && later.value !== figure.value
  return { ...figure, revised, revisedValue: revised ? later.value : null }
}

async function show(parts: ReadParts, row: BriefRow): Promise<Brief> {
  return {
    ...{ id: row.id, kind: row.kind, title: row.title, period: row.period, text: row.text, state: row.state },
    by: row.by_name,
    madeTime: row.made_time.toISOString(),
    publishedTime: row.published_time?.toISOString() ?? null,
    figures: await Promise.all(row.figures.map((figure) => withRevision(parts, row, figure))),
  }
}

/** Makes a brief: a snapshot of figures and a first text for people to edit. */
export async function makeOne(
  parts: ReadParts,
  body: OperationInput<typeof makeBrief>['body'],
  principal: Principal,
): Promise<Brief> {
  const division = chooseDivision(parts, undefined, principal.scope)
  const indicators = body.indicators.map((id, i) => requireIndicator(parts, id, `/body/indicators/${i}`))
  const values = await readValues(parts, indicators, [division])
  const now = parts.kernel.clock.now()
  const day = new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
  const figures = indicators.map((one) => {
    const unit = findUnit(one.unit)
    const value = values.get(`${one.id}/${division}`)
    return {
      ...{ indicatorId: one.id, title: one.title.zh, unitLabel: unit?.symbol.zh ?? one.unit },
      precision: one.decimals ?? unit?.decimals ?? 0,
      value: value?.value ?? null,
      time: value?.time ?? now.toISOString(),
    }
  })
  const lines = figures.map((one) =>
    one.value === null
      ? `${one.title}：暂无数据。`
      : `${one.title}为 ${one.value.toFixed(one.precision)} ${one.unitLabel}。`,
  )
  const title = body.title ?? `城市运行${body.kind === 'day' ? '日报' : '周报'}（${day}）`
  const row =
    await parts.kernel.db.first<BriefRow>(sql`INSERT INTO indicators.brief (id, kind, title, period, text, state, division_code,
      by_name, made_time, figures)
    VALUES (${newId()}, ${body.kind}, ${title}, ${day}, ${lines.join('\n')}, 'draft', ${division}, ${principal.name}, ${now},
      ${JSON.stringify(figures)}) RETURNING *`)
  return show(parts, row as BriefRow)
}

async function getRow(parts: ReadParts, id: string): Promise<BriefRow> {
  const row = await parts.kernel.db.first<BriefRow>(sql`SELECT * FROM indicators.brief WHERE id = ${id}`)
  if (!row) throw notFound('简报', id)
  return row
}

export async function getOne(parts: ReadParts, id: string): Promise<Brief> {
  return show(parts, await getRow(parts, id))
}

/** Edits the words of a draft, or publishes it; the numbers of the snapshot are never edited. */
export async function editOne(
  parts: ReadParts,
  id: string,
  body: { text?: string; publish?: boolean },
): Promise<Brief> {
  const former = await getRow(parts, id)
  if (former.state === 'published') throw conflict('brief-published', '简报已发布，不能再改。')
  const now = parts.kernel.clock.now()
  const row =
    await parts.kernel.db.first<BriefRow>(sql`UPDATE indicators.brief SET text = ${body.text ?? former.text},
      state = ${body.publish ? 'published' : 'draft'}, published_time = ${body.publish ? now : null}
    WHERE id = ${id} RETURNING *`)
  return show(parts, row as BriefRow)
}

export async function listAll(parts: ReadParts, query: { search?: string; limit?: number; offset?: number }) {
  const words = `%${query.search ?? ''}%`
  const rows =
    await parts.kernel.db.query<BriefRow>(sql`SELECT * FROM indicators.brief WHERE title ILIKE ${words}
    ORDER BY made_time DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await parts.kernel.db.first<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM indicators.brief WHERE title ILIKE ${words}`,
  )
  return { items: await Promise.all(rows.map((row) => show(parts, row))), total: count?.n ?? 0 }
}
