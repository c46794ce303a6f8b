import type { CreditBackTest, CreditWeight } from '@civitas/contract'
import type { CreditModel } from '@civitas/domain-kit'
import { sql } from '../../../kernel/db/sql.ts'
import { invalid } from '../../../kernel/problem.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { findItem, itemTitle, requireModel, withWeights } from './catalogue.ts'
import { listInForce } from './model-store.ts'
import { addMonths, computeScore, type Fact, groupsOfPerson, rankQuality } from './rules.ts'
import { listWeighing } from './store.ts'

/** The models, public with the weights that are in force. */
export async function listModels(parts: ServicesParts) {
  const written = new Map((await listInForce(parts.kernel.db)).map((row) => [row.model_id, row]))
  return {
    items: parts.domains.list('creditModels').map((declared) => {
      const row = written.get(declared.id)
      const one = row ? withWeights(declared, row.weights, row.version) : declared
      return {
        ...{ id: one.id, version: one.version, title: one.title.zh, subject: one.subject, base: one.base },
        weights: one.weights.map(({ item, points, most, halfLifeMonths }) => ({
          ...{ itemId: item, title: itemTitle(parts, item), points, most },
          halfLifeMonths: halfLifeMonths ?? null,
        })),
        grades: one.grades.map((grade) => ({ ...grade })),
      }
    }),
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

/** Scores everybody as of a day and looks at who was penalised afterwards, and at how groups come off. */
export async function backTest(
  parts: ServicesParts,
  id: string,
  body: { asOf: string; months: number; weights?: readonly CreditWeight[] },
): Promise<CreditBackTest> {
  const inForce = await requireModel(parts, id)
  if (body.weights) requireItems(parts, body.weights)
  const model = body.weights ? withWeights(inForce, body.weights) : inForce
  const until = addMonths(body.asOf, body.months)
  const rows = await parts.kernel.db.query<TestRow>(sql`SELECT subject_id, id, item_id, decided_day, nature,
      decided_day > ${body.asOf}::date AS fresh FROM services.credit_record
    WHERE subject_kind = ${model.subject} AND state <> 'withdrawn' AND decided_day <= ${until}::date
      AND valid_until > ${body.asOf}::date ORDER BY subject_id LIMIT 500000`)
  const results = [...groupBySubject(rows)].map(([subjectId, facts]): Result => {
    const before: Fact[] = facts
      .filter((row) => !row.fresh)
      .map((row) => ({ id: row.id, itemId: row.item_id, decidedDay: row.decided_day }))
    const { score, grade } = computeScore(model, before, body.asOf)
    return {
      ...{ subjectId, score, grade, known: before.length > 0 },
      inForce: body.weights ? computeScore(inForce, before, body.asOf).score : score,
      bad: facts.some((row) => row.fresh && row.nature === 'bad'),
    }
  })
  return {
    ...{ asOf: body.asOf, months: body.months, subjects: results.length, auc: rankQuality(results) },
    ...{ byGrade: countGrades(model, results), byKind: await meanOfGroups(parts, model, results, body.asOf) },
  }
}

/** Only what the catalogue knows may weigh; it holds nothing of religion, illness or opinion. */
export function requireItems(parts: ServicesParts, weights: readonly CreditWeight[]): void {
  const seen = new Set<string>()
  for (const [at, { itemId }] of weights.entries()) {
    if (!findItem(parts, itemId))
      throw invalid(`/body/weights/${at}/itemId`, '信用信息目录中没有此项，不能计分')
    if (seen.has(itemId)) throw invalid(`/body/weights/${at}/itemId`, '同一信息项只能设一次权重')
    seen.add(itemId)
  }
}

interface Result {
  subjectId: string
  score: number
  inForce: number
  grade: string
  known: boolean
  bad: boolean
}

function countGrades(model: CreditModel, results: readonly Result[]) {
  return model.grades.map(({ grade }) => {
    const list = results.filter((one) => one.grade === grade)
    const withBadFact = list.filter((one) => one.bad).length
    const percent = list.length === 0 ? 0 : Math.round((withBadFact / list.length) * 1000) / 10
    return { grade, subjects: list.length, withBadFact, percent }
  })
}

const round = (value: number) => Math.round(value * 10) / 10

/** Groups a model must not put at a disadvantage: with and without facts, and of persons age and sex. */
async function meanOfGroups(
  parts: ServicesParts,
  model: CreditModel,
  results: readonly Result[],
  asOf: string,
) {
  const groups = new Map<string, Result[]>()
  const put = (group: string, one: Result) => {
    const list = groups.get(group)
    if (list) list.push(one)
    else groups.set(group, [one])
  }
  for (const one of results) put(one.known ? '此前有信用记录' : '此前没有信用记录', one)
  if (model.subject === 'person') {
    const sample = results.slice(0, 20_000)
    const known = await parts.identity.subjects.findMany(
      parts.kernel.db,
      sample.map((one) => one.subjectId),
    )
    for (const one of sample)
      for (const group of groupsOfPerson(known.get(one.subjectId)?.number, asOf)) put(group, one)
  }
  return [...groups].map(([group, list]) => ({
    ...{ group, subjects: list.length },
    mean: round(list.reduce((sum, one) => sum + one.score, 0) / list.length),
    meanInForce: round(list.reduce((sum, one) => sum + one.inForce, 0) / list.length),
  }))
}

/** What graded supervision means for each of many subjects: drawn share and visits (GOV-127). */
export async function weighForSupervision(
  parts: ServicesParts,
  body: { modelId: string; numbers: string[] },
) {
  const model = await requireModel(parts, body.modelId)
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
