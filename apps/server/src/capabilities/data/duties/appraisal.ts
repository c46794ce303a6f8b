import type { AppraisalMeasure, AppraisalPart, DataAppraisal } from '@civitas/contract'
import ExcelJS from 'exceljs'
import type { Principal } from '../../../kernel/access.ts'
import type { Queryable, Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import type { DataParts } from '../data-parts.ts'
import { dayOf } from '../grants/rules.ts'
import { formulaText, type Measured, scoreOf, weightFault } from './rules.ts'

type Weights = DataAppraisal['weights']

interface AppraisalRow {
  year: number
  version: number
  weights: Weights
  repeat_penalty: number
  state: DataAppraisal['state']
  public_until: string | null
  computed_time: Date | null
  frozen_time: Date | null
}

/** Weights a year begins with. */
const firstWeights: Weights = [
  ...(['completeness', 'timeliness', 'quality', 'usage'] as const).map((measure) => ({
    measure,
    weight: 20,
  })),
  ...(['response', 'openness'] as const).map((measure) => ({ measure, weight: 10 })),
]

async function getRow(tx: Queryable, year: number): Promise<AppraisalRow> {
  const find = () => tx.first<AppraisalRow>(sql`SELECT * FROM data.data_appraisal WHERE year = ${year}`)
  const known = await find()
  if (known) return known
  return {
    year,
    version: 1,
    weights: firstWeights,
    repeat_penalty: 1,
    state: 'draft',
    public_until: null,
    computed_time: null,
    frozen_time: null,
  }
}

async function keepRow(tx: Queryable, row: AppraisalRow): Promise<void> {
  await tx.query(sql`INSERT INTO data.data_appraisal (year, version, weights, repeat_penalty, state, public_until,
      computed_time, frozen_time)
    VALUES (${row.year}, ${row.version}, ${JSON.stringify(row.weights)}, ${row.repeat_penalty}, ${row.state},
      ${row.public_until}, ${row.computed_time}, ${row.frozen_time})
    ON CONFLICT (year) DO UPDATE SET version = excluded.version, weights = excluded.weights,
      repeat_penalty = excluded.repeat_penalty, state = excluded.state,
      public_until = excluded.public_until, computed_time = excluded.computed_time, frozen_time = excluded.frozen_time`)
}

/** Changes the appraisal of a year that is not frozen, and answers it. */
async function change(
  parts: DataParts,
  year: number,
  act: (tx: Transaction, row: AppraisalRow) => Promise<Partial<AppraisalRow>>,
): Promise<DataAppraisal> {
  await parts.kernel.db.transaction(async (tx) => {
    await tx.query(sql`SELECT pg_advisory_xact_lock(hashtext('data-appraisal'), ${year})`)
    const row = await getRow(tx, year)
    if (row.state === 'frozen') throw conflict('frozen', `${year} 年考核结果已锁定，不能再修改或重新计算。`)
    await keepRow(tx, row)
    await keepRow(tx, { ...row, ...(await act(tx, row)) })
  })
  return readAppraisal(parts, year)
}

export async function readAppraisal({ kernel, identity }: DataParts, year: number): Promise<DataAppraisal> {
  const { db } = kernel
  const name = (id: string) => identity.findOrganisation(id)?.name ?? ''
  const row = await getRow(db, year)
  const scores = await db.query<{
    organisation_id: string
    parts: AppraisalPart[]
    adjustment: number
    repeated: number
    score: number
    rank: number
  }>(sql`SELECT * FROM data.data_appraisal_score WHERE year = ${year} ORDER BY rank, organisation_id`)
  const objections = await db.query<{
    id: string
    organisation_id: string
    text: string
    user_name: string
    time: Date
    answer: string | null
  }>(sql`SELECT * FROM data.data_appraisal_objection WHERE year = ${year} ORDER BY time DESC`)
  const adjustments = await db.query<{
    organisation_id: string
    kind: 'scene' | 'other'
    points: number
    reason: string
    by_name: string
  }>(sql`SELECT * FROM data.data_appraisal_adjustment WHERE year = ${year} ORDER BY time DESC`)
  return {
    ...{
      year,
      version: row.version,
      weights: row.weights,
      repeatPenalty: row.repeat_penalty,
      formula: formulaText(row.weights, row.repeat_penalty),
      state: row.state,
    },
    publicUntil: row.public_until,
    computedTime: row.computed_time?.toISOString() ?? null,
    frozenTime: row.frozen_time?.toISOString() ?? null,
    scores: scores.map(({ organisation_id, parts, adjustment, repeated, score, rank }) => ({
      ...{
        organisationId: organisation_id,
        organisationName: name(organisation_id),
        parts,
        adjustment,
        repeated,
        score,
        rank,
      },
    })),
    objections: objections.map(({ id, organisation_id, text, user_name, time, answer }) => ({
      ...{
        id,
        organisationName: name(organisation_id),
        text,
        userName: user_name,
        time: time.toISOString(),
        answer,
      },
    })),
    adjustments: adjustments.map(({ organisation_id, kind, points, reason, by_name }) => ({
      ...{ organisationName: name(organisation_id), kind, points, reason, byName: by_name },
    })),
  }
}

export function setWeights(
  parts: DataParts,
  year: number,
  { weights, repeatPenalty }: { weights: Weights; repeatPenalty?: number },
): Promise<DataAppraisal> {
  const fault = weightFault(weights)
  if (fault) throw invalid('/body/weights', fault)
  return change(parts, year, async (_tx, row) => ({
    weights,
    repeat_penalty: repeatPenalty ?? row.repeat_penalty,
    version: row.computed_time ? row.version + 1 : row.version,
  }))
}

interface MeasureRow {
  id: string
  [name: string]: string | number
}

/** What each organisation with data or duties measured in a year, from the platform’s own records. */
async function measure(tx: Queryable, year: number, now: Date) {
  const [start, end] = [`${year}-01-01`, `${year}-12-31`]
  const today = dayOf(now)
  const day = [today, end].sort()[0] as string
  return tx.query<MeasureRow>(sql`WITH d AS (SELECT organisation_id AS id,
        count(*) FILTER (WHERE overdue_time IS NOT NULL)::int AS cycled,
        count(*) FILTER (WHERE overdue_time >= ${now})::int AS timely,
        coalesce(sum(quality_score), 0)::float8 AS quality, (count(quality_score) * 100)::float8 AS quality_full,
        count(*) FILTER (WHERE sharing <> 'none')::int AS shareable,
        count(*) FILTER (WHERE sharing <> 'none' AND EXISTS (SELECT FROM data.use_record u WHERE u.dataset_id = x.id
          AND u.time >= ${start}::date AND u.time < ${end}::date + 1))::int AS used,
        count(*) FILTER (WHERE opening <> 'none')::int AS opening, count(*)::int AS published
      FROM data.dataset x WHERE state = 'published' GROUP BY organisation_id),
    u AS (SELECT u.organisation_id AS id, count(*)::int AS due,
        count(*) FILTER (WHERE delivered_time IS NOT NULL OR exempted_time IS NOT NULL)::int AS done
      FROM data.duty u WHERE u.due_day BETWEEN ${start} AND ${day} GROUP BY u.organisation_id),
    a AS (SELECT provider_id AS id, count(*) FILTER (WHERE answered_time <= due_time)::int AS in_time,
        count(*) FILTER (WHERE answered_time IS NOT NULL OR due_time < ${now})::int AS asked
      FROM data.application WHERE submitted_time >= ${start}::date AND submitted_time < ${end}::date + 1
      GROUP BY provider_id)
    SELECT id, coalesce(cycled, 0) AS cycled, coalesce(timely, 0) AS timely, coalesce(quality, 0) AS quality,
      coalesce(quality_full, 0) AS quality_full, coalesce(shareable, 0) AS shareable, coalesce(used, 0) AS used,
      coalesce(opening, 0) AS opening, coalesce(published, 0) AS published, coalesce(due, 0) AS due,
      coalesce(done, 0) AS done, coalesce(in_time, 0) AS in_time, coalesce(asked, 0) AS asked
    FROM d FULL JOIN u USING (id) FULL JOIN a USING (id) ORDER BY id`)
}

function toMeasured(row: MeasureRow): Record<AppraisalMeasure, Measured> {
  const ratio = (numerator: string, denominator: string) => ({
    ...{ numerator: Number(row[numerator]), denominator: Number(row[denominator]) },
  })
  return {
    ...{ completeness: ratio('done', 'due'), timeliness: ratio('timely', 'cycled') },
    ...{ quality: ratio('quality', 'quality_full'), usage: ratio('used', 'shareable') },
    ...{ response: ratio('in_time', 'asked'), openness: ratio('opening', 'published') },
  }
}

/** Values corrected in a year that had been corrected before: who mended them once did not mend the cause. */
function countRepeated(tx: Queryable, year: number): Promise<Array<{ id: string; repeated: number }>> {
  const [start, next] = [`${year}-01-01T00:00:00+08:00`, `${year + 1}-01-01T00:00:00+08:00`]
  return tx.query(sql`SELECT e.organisation_id AS id, count(*)::int AS repeated FROM data.error_report e
    WHERE e.state = 'corrected' AND e.decided_time >= ${start}::timestamptz AND e.decided_time < ${next}::timestamptz
      AND EXISTS (SELECT FROM data.error_report b WHERE b.state = 'corrected' AND b.dataset_id = e.dataset_id
        AND b.record_key = e.record_key AND b.field = e.field AND b.decided_time < e.decided_time)
    GROUP BY e.organisation_id`)
}

/** Computes the scores of a year anew, from what the platform’s records say now. */
export function compute(parts: DataParts, year: number): Promise<DataAppraisal> {
  return change(parts, year, async (tx, row) => {
    const now = parts.kernel.clock.now()
    const rows = await measure(tx, year, now)
    const points = await tx.query<{
      id: string
      points: number
    }>(sql`SELECT organisation_id AS id, sum(points) AS points
      FROM data.data_appraisal_adjustment WHERE year = ${year} GROUP BY organisation_id`)
    const adjustmentOf = new Map(points.map((one) => [one.id, one.points]))
    const repeatedOf = new Map((await countRepeated(tx, year)).map((one) => [one.id, one.repeated]))
    const scored = rows
      .map((one) => {
        const { parts: measured, score } = scoreOf(row.weights, toMeasured(one))
        const adjustment = adjustmentOf.get(one.id) ?? 0
        const repeated = repeatedOf.get(one.id) ?? 0
        const total = score + adjustment - repeated * row.repeat_penalty
        return { id: one.id, parts: measured, adjustment, repeated, score: Number(total.toFixed(1)) }
      })
      .sort((a, b) => b.score - a.score)
    const ranked = scored.map((one) => ({
      ...one,
      rank: scored.findIndex((other) => other.score === one.score) + 1,
    }))
    const snapshot = rows.map((one) => ({ ...one, repeated: repeatedOf.get(one.id) ?? 0 }))
    await tx.query(sql`DELETE FROM data.data_appraisal_score WHERE year = ${year}`)
    await tx.query(sql`INSERT INTO data.data_appraisal_score (year, organisation_id, parts, adjustment, repeated,
        score, rank)
      SELECT ${year}, id, parts, adjustment, repeated, score, rank FROM jsonb_to_recordset(${JSON.stringify(ranked)}::jsonb)
        AS s(id uuid, parts jsonb, adjustment float8, repeated int, score float8, rank int)`)
    await tx.query(
      sql`UPDATE data.data_appraisal SET snapshot = ${JSON.stringify(snapshot)} WHERE year = ${year}`,
    )
    return { computed_time: now }
  })
}

export function adjust(
  parts: DataParts,
  principal: Principal,
  year: number,
  given: { organisationId: string; kind?: 'scene' | 'other'; points: number; reason: string },
): Promise<DataAppraisal> {
  if (!parts.identity.findOrganisation(given.organisationId))
    throw invalid('/body/organisationId', '没有这个单位')
  return change(parts, year, async (tx) => {
    await tx.query(sql`INSERT INTO data.data_appraisal_adjustment (id, year, organisation_id, kind, points, reason, by_name,
        time)
      VALUES (${newId()}, ${year}, ${given.organisationId}, ${given.kind ?? 'other'}, ${given.points}, ${given.reason},
        ${principal.name}, ${parts.kernel.clock.now()})`)
    return {}
  })
}

export function publish(parts: DataParts, year: number, until: string): Promise<DataAppraisal> {
  return change(parts, year, async (_tx, row) => {
    if (!row.computed_time) throw conflict('not-computed', '请先计算得分。')
    if (until < dayOf(parts.kernel.clock.now())) throw invalid('/body/until', '公示截止日期不能早于今天')
    return { state: 'public', public_until: until }
  })
}

export function object(
  parts: DataParts,
  principal: Principal,
  year: number,
  text: string,
): Promise<DataAppraisal> {
  const { organisationId } = principal
  if (!organisationId) throw forbidden('只有单位人员可以提出异议。', 'no-organisation')
  return change(parts, year, async (tx, row) => {
    const now = parts.kernel.clock.now()
    if (row.state !== 'public' || dayOf(now) > (row.public_until ?? ''))
      throw conflict('not-public', '只能在公示期内提出异议。')
    await tx.query(sql`INSERT INTO data.data_appraisal_objection (id, year, organisation_id, text, user_name, time)
      VALUES (${newId()}, ${year}, ${organisationId}, ${text}, ${principal.name}, ${now})`)
    return {}
  })
}

export async function answerObjection(
  parts: DataParts,
  principal: Principal,
  id: string,
  answer: string,
): Promise<void> {
  const row = await parts.kernel.db.first<{ id: string }>(sql`UPDATE data.data_appraisal_objection
    SET answer = ${answer}, answered_by = ${principal.name} WHERE id = ${id} RETURNING id`)
  if (!row) throw notFound('考核异议', id)
}

/** Fixes the results with what they rest on; nothing of the year changes any more. */
export function freeze(parts: DataParts, year: number): Promise<DataAppraisal> {
  return change(parts, year, async (tx, row) => {
    if (row.state !== 'public') throw conflict('not-public', '公示后才能锁定。')
    const open = await tx.first<{
      n: number
    }>(sql`SELECT count(*)::int AS n FROM data.data_appraisal_objection
      WHERE year = ${year} AND answer IS NULL`)
    if (open?.n) throw conflict('open-objections', `还有 ${open.n} 条异议未答复。`)
    const scores = await tx.query(sql`SELECT organisation_id, score, rank FROM data.data_appraisal_score
      WHERE year = ${year} ORDER BY rank, organisation_id`)
    await parts.ledger.append(tx, {
      ...{ kind: 'data.appraisal', subjectId: String(year), payload: { year, weights: row.weights, scores } },
    })
    return { state: 'frozen', frozen_time: parts.kernel.clock.now() }
  })
}

/** The results as a spreadsheet: one row an organisation, its parts with what they were counted from. */
export async function toSpreadsheet(appraisal: DataAppraisal): Promise<Buffer> {
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet(`${appraisal.year} 年数据工作考核`)
  const names = appraisal.scores[0]?.parts.map((part) => `${part.name}（${part.weight}）`) ?? []
  sheet.addRow([appraisal.formula])
  sheet.addRow([
    '名次',
    '单位',
    ...names.flatMap((name) => [name, '值', '分子/分母']),
    '加减分',
    '重复出错（条）',
    '得分',
  ]).font = { bold: true }
  for (const one of appraisal.scores)
    sheet.addRow([
      ...[one.rank, one.organisationName],
      ...one.parts.flatMap((part) => [
        part.points,
        part.value ?? '—',
        `${part.numerator}/${part.denominator}`,
      ]),
      ...[one.adjustment, one.repeated, one.score],
    ])
  sheet.getColumn(2).width = 30
  return Buffer.from(await book.xlsx.writeBuffer())
}
