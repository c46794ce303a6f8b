import type { AssessmentKind, DataAssessment, DataRisk, OperationInput } from '@civitas/contract'
import * as contract from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { requireOwn } from '../catalogue/rules.ts'
import type { DataParts } from '../data-parts.ts'
import { dayOf } from '../grants/rules.ts'
import { keepYears, remedyDays, templates } from './rules.ts'
import * as store from './store.ts'
import { getActivity, whose } from './who-sees.ts'

/** Binds assessments by template, and risks from their finding to the second look that closes them. */
export function bindAssessments(parts: DataParts): void {
  const { http } = parts.kernel
  http.bind(contract.listAssessmentTemplates, async () => ({
    items: Object.entries(templates).map(([kind, { title, questions }]) => ({
      ...{ kind: kind as AssessmentKind, title },
      questions: Object.entries(questions).map(([id, text]) => ({ id, text })),
    })),
  }))
  http.bind(contract.assessActivity, ({ params, body }, { principal }) =>
    assess(parts, principal, params.id, body),
  )
  http.bind(contract.listDataAssessments, ({ query }, { principal }) =>
    listWithRisks(parts, whose(principal), query),
  )
  http.bind(contract.remedyRisk, async ({ params, body }, { principal }) => {
    const risk = await getRisk(parts, params.id)
    requireOwn(principal, risk.organisation_id)
    const done = await store.keepRemedy(parts.kernel.db, risk.id, body.note, principal.userId)
    if (!done) throw conflict('not-open', '该风险不在待整改状态。')
    return toRisk(await getRisk(parts, risk.id))
  })
  http.bind(contract.reviewRisk, async ({ params, body }, { principal }) => {
    const risk = await getRisk(parts, params.id)
    if (risk.remedied_by === principal.userId)
      throw conflict('own-remedy', '填报整改的人不能复评自己的整改。')
    const done = await store.keepReview(parts.kernel.db, risk.id, body.isGone, body.note)
    if (!done) throw conflict('not-remedied', '该风险还没有填报整改。')
    return toRisk(await getRisk(parts, risk.id))
  })
}

async function getRisk({ kernel }: DataParts, id: string): Promise<store.RiskRow> {
  const row = await store.findRisk(kernel.db, id)
  if (!row) throw notFound('风险', id)
  return row
}

function toRisk(row: store.RiskRow): DataRisk {
  return {
    ...{ id: row.id, assessmentId: row.assessment_id, activityId: row.activity_id, level: row.level },
    ...{ question: row.question, finding: row.finding, dueDay: row.due_day, state: row.state },
    ...{ remedy: row.remedy, review: row.review },
  }
}

async function listWithRisks(
  { kernel }: DataParts,
  limitedTo: store.Whose,
  query: Parameters<typeof store.listAssessments>[2],
): Promise<{ items: DataAssessment[]; total: number }> {
  const { items, total } = await store.listAssessments(kernel.db, limitedTo, query)
  const risks = await store.listRisks(
    kernel.db,
    items.map((one) => one.id),
  )
  return {
    items: items.map((row) => ({
      ...{ id: row.id, activityId: row.activity_id, activityTitle: row.activity_title, kind: row.kind },
      ...{ byName: row.by_name, answered: row.answered, keepUntil: row.keep_until },
      assessedTime: row.assessed_time.toISOString(),
      risks: risks.filter((risk) => risk.assessment_id === row.id).map(toRisk),
    })),
    total,
  }
}

type Body = OperationInput<typeof contract.assessActivity>['body']

/** Takes the answers to a template: every question once; what is found becomes a risk with a day to remedy it by. */
async function assess(
  parts: DataParts,
  principal: Principal,
  activityId: string,
  body: Body,
): Promise<DataAssessment> {
  const { db, clock } = parts.kernel
  const activity = await getActivity(parts, principal, activityId)
  requireOwn(principal, activity.organisation_id)
  const { questions } = templates[body.kind]
  requireAnswers(questions, body.answers)
  const now = clock.now()
  const id = newId()
  const risks = body.answers.flatMap(({ question, level, finding, dueDay }) => {
    if (level === 'none') return []
    const days = remedyDays[level] * 86_400_000
    const usual = dayOf(new Date(now.getTime() + days))
    const text = questions[question] as string
    return [{ id: newId(), question: text, level, finding: finding as string, dueDay: dueDay ?? usual }]
  })
  const day = dayOf(now)
  const given = { id, activityId, kind: body.kind, answered: body.answers.length, now, risks }
  await db.transaction((tx) =>
    store.insertAssessment(tx, {
      ...{ ...given, userId: principal.userId, userName: principal.name },
      keepUntil: `${Number(day.slice(0, 4)) + keepYears}-12-31`,
    }),
  )
  const [made] = (await listWithRisks(parts, 'all', { id })).items
  return made as DataAssessment
}

function requireAnswers(questions: Readonly<Record<string, string>>, answers: Body['answers']): void {
  answers.forEach(({ question, level, finding }, i) => {
    if (!questions[question]) throw invalid(`/body/answers/${i}/question`, '模板中没有这个问题')
    if (level !== 'none' && !finding?.trim())
      throw invalid(`/body/answers/${i}/finding`, '有风险须写明发现的问题')
  })
  const given = new Set(answers.map((one) => one.question))
  const missing = Object.keys(questions).find((question) => !given.has(question))
  if (missing) throw invalid('/body/answers', `还没有回答：${questions[missing]}`, 'unanswered')
  if (given.size < answers.length) throw invalid('/body/answers', '每个问题只回答一次')
}
