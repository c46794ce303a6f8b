import type { CreditModel } from '@civitas/domain-kit'
import { sql } from '../../../kernel/db/sql.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { itemTitle, requireModel } from './catalogue.ts'
import { addMonths, computeScore, type Fact, rankQuality } from './rules.ts'
import { listWeighing } from './store.ts'

export function listModels(parts: ServicesParts) {
  return {
    items: parts.domains.list('creditModels').map((one) => ({
      ...{ id: one.id, version: one.version, title: one.title.zh, subject: one.subject, base: one.base },
      weights: one.weights.map(({ item, points, most }) => ({
        ...{ itemId: item, title: itemTitle(parts, item), points, most },
      })),
      grades: one.grades.map((grade) => ({ ...grade })),
    })),
  }
}

interface TestRow {
  subject_id: string
  id: string
  item_id: string
  decided_day: string
  nature: string
  fresh: boolean
}

function groupBySubject<T extends { subject_id: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const group = groups.get(row.subject_id)
    if (group) group.push(row)
    else groups.set(row.subject_id, [row])
  }
  return groups
}

/** Scores everybody as of a day and looks at who was penalised afterwards. */
export async function backTest(
  parts: ServicesParts,
  id: string,
  body: { asOf: string; months: number; weights?: Array<{ itemId: string; points: number; most: number }> },
) {
  const published = requireModel(parts, id)
  const weights = body.weights?.map((one) => ({ item: one.itemId, points: one.points, most: one.most }))
  const model: CreditModel = weights ? { ...published, weights } : published
  const until = addMonths(body.asOf, body.months)
  const rows = await parts.kernel.db.query<TestRow>(sql`SELECT subject_id, id, item_id, decided_day, nature,
      decided_day > ${body.asOf}::date AS fresh FROM services.credit_record
    WHERE subject_kind = ${model.subject} AND state <> 'withdrawn' AND decided_day <= ${until}::date
      AND valid_until > ${body.asOf}::date ORDER BY subject_id LIMIT 500000`)
  const bySubject = groupBySubject(rows)
  const results = [...bySubject.values()].map((facts) => {
    const before: Fact[] = facts
      .filter((row) => !row.fresh)
      .map((row) => ({ id: row.id, itemId: row.item_id, decidedDay: row.decided_day }))
    const { score, grade } = computeScore(model, before, body.asOf)
    return {
      score,
      grade,
      known: before.length > 0,
      bad: facts.some((row) => row.fresh && row.nature === 'bad'),
    }
  })
  return { subjects: results.length, auc: rankQuality(results), ...summarise(model, results) }
}

function summarise(
  model: CreditModel,
  results: ReadonlyArray<{ score: number; grade: string; known: boolean; bad: boolean }>,
) {
  const mean = (list: typeof results) =>
    Math.round((list.reduce((sum, one) => sum + one.score, 0) / (list.length || 1)) * 10) / 10
  const groups = [
    { group: '此前有信用记录', list: results.filter((one) => one.known) },
    { group: '此前没有信用记录', list: results.filter((one) => !one.known) },
  ]
  return {
    byGrade: model.grades.map(({ grade }) => {
      const list = results.filter((one) => one.grade === grade)
      const withBadFact = list.filter((one) => one.bad).length
      const percent = list.length === 0 ? 0 : Math.round((withBadFact / list.length) * 1000) / 10
      return { grade, subjects: list.length, withBadFact, percent }
    }),
    byKind: groups.map(({ group, list }) => ({ group, subjects: list.length, mean: mean(list) })),
  }
}

/** What graded supervision means for each of many subjects: drawn share and visits (GOV-127). */
export async function weighForSupervision(
  parts: ServicesParts,
  body: { modelId: string; numbers: string[] },
) {
  const model = requireModel(parts, body.modelId)
  const { db, clock } = parts.kernel
  const today = dayOf(clock.now())
  const found = await Promise.all(
    body.numbers.map(async (number) => ({
      number,
      subject: await parts.identity.subjects.findByNumber(db, number),
    })),
  )
  const ids = found.flatMap(({ subject }) => (subject ? [subject.id] : []))
  const facts = groupBySubject(await listWeighing(db, ids, today))
  const nothing = { name: null, grade: null, supervision: null, visitsPerYear: null }
  return {
    items: found.map(({ number, subject }) => {
      if (subject?.kind !== model.subject) return { number, ...nothing }
      const own = (facts.get(subject.id) ?? []).map((row) => ({
        ...{ id: row.id, itemId: row.item_id, decidedDay: row.decided_day, objection: row.objection },
      }))
      const { grade, supervision, visitsPerYear } = computeScore(model, own, today)
      return { number, name: subject.name, grade, supervision, visitsPerYear }
    }),
  }
}
