import { createHash } from 'node:crypto'
import type {
  answerSurvey,
  OperationInput,
  Survey,
  SurveyQuestion,
  SurveyQuota,
  saveSurvey,
} from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import type { ReadParts } from '../read-indicators.ts'
import { type Answer, type Group, groupAnswers, scoreRatings, sortAnswers, weighGroups } from './rules.ts'

interface SurveyRow {
  id: string
  title: string
  state: Survey['state']
  questions: SurveyQuestion[]
  per_device: number
  min_seconds: number
  quota: SurveyQuota | null
  opened_time: Date | null
  closed_time: Date | null
}

function toSurvey(row: SurveyRow): Survey {
  return {
    ...{ id: row.id, title: row.title, state: row.state, questions: row.questions },
    perDevice: row.per_device,
    minSeconds: row.min_seconds,
    quota: row.quota,
    openedTime: row.opened_time?.toISOString() ?? null,
    closedTime: row.closed_time?.toISOString() ?? null,
  }
}

/** Everybody sees open surveys; those who design them see all. */
export async function listAll(
  parts: ReadParts,
  query: { search?: string; limit?: number; offset?: number },
  principal: Principal,
) {
  const where = sql`WHERE title ILIKE ${`%${query.search ?? ''}%`}
    ${hasPermission(principal, 'indicators.manage') ? empty : sql`AND state = 'open'`}`
  const { db } = parts.kernel
  const rows = await db.query<SurveyRow>(sql`SELECT * FROM indicators.survey ${where} ORDER BY id DESC
    LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM indicators.survey ${where}`)
  return { items: rows.map(toSurvey), total: count?.n ?? 0 }
}

async function getRow(parts: ReadParts, id: string): Promise<SurveyRow> {
  const row = await parts.kernel.db.first<SurveyRow>(sql`SELECT * FROM indicators.survey WHERE id = ${id}`)
  if (!row) throw notFound('问卷', id)
  return row
}

export async function saveOne(
  parts: ReadParts,
  body: OperationInput<typeof saveSurvey>['body'],
): Promise<Survey> {
  const ids = body.questions.map((one) => one.id)
  if (new Set(ids).size < ids.length) throw invalid('/body/questions', '题目编号重复')
  for (const [i, one] of body.questions.entries())
    if (one.kind === 'choice' && (one.options?.length ?? 0) < 2)
      throw invalid(`/body/questions/${i}/options`, '选择题至少要有两个选项')
  checkQuota(body.questions, body.quota ?? null)
  if (body.id && (await getRow(parts, body.id)).state !== 'draft')
    throw conflict('survey-opened', '问卷已开放，题目不能再改。')
  const row =
    await parts.kernel.db.first<SurveyRow>(sql`INSERT INTO indicators.survey (id, title, state, questions, per_device, min_seconds, quota)
    VALUES (${body.id ?? newId()}, ${body.title}, 'draft', ${JSON.stringify(body.questions)}, ${body.perDevice}, ${body.minSeconds},
      ${body.quota ? JSON.stringify(body.quota) : null})
    ON CONFLICT (id) DO UPDATE SET title = excluded.title, questions = excluded.questions, per_device = excluded.per_device,
      min_seconds = excluded.min_seconds, quota = excluded.quota RETURNING *`)
  return toSurvey(row as SurveyRow)
}

/** A quota is of the options of a question everybody has to answer, and its shares make the whole. */
function checkQuota(questions: readonly SurveyQuestion[], quota: SurveyQuota | null): void {
  if (!quota) return
  const at = questions.find((one) => one.id === quota.question)
  if (at?.kind !== 'choice' || !at.required)
    throw invalid('/body/quota/question', '配额须按一道必答的单选题划分')
  for (const [i, cell] of quota.cells.entries())
    if (!at.options?.includes(cell.option))
      throw invalid(`/body/quota/cells/${i}/option`, `该题没有选项“${cell.option}”`)
  const whole = quota.cells.reduce((sum, cell) => sum + cell.share, 0)
  if (Math.abs(whole - 100) > 0.01) throw invalid('/body/quota/cells', `人口占比合计应为 100，现为 ${whole}`)
}

/** Refuses an answer of a group that has enough of them; those who answer at once wait for each other. */
async function refuseFull(tx: Transaction, survey: SurveyRow, answers: Answer['answers']): Promise<void> {
  const { quota, id } = survey
  if (!quota) return
  await tx.query(sql`SELECT 1 FROM indicators.survey WHERE id = ${id} FOR UPDATE`)
  const group = answers.find((one) => one.question === quota.question)?.value
  const cell = quota.cells.find((one) => one.option === group)
  const own = JSON.stringify([{ question: quota.question, value: group }])
  const row = await tx.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM indicators.survey_answer
    WHERE survey_id = ${id} AND answers @> ${own}::jsonb`)
  if (!cell || (row?.n ?? 0) >= cell.count)
    throw conflict('quota-full', `“${String(group)}”的样本已经收满，感谢您的参与。`)
}

export async function steerOne(parts: ReadParts, id: string, state: 'open' | 'closed'): Promise<Survey> {
  const former = await getRow(parts, id)
  if (former.state === 'closed') throw conflict('survey-closed', '问卷已结束。')
  const now = parts.kernel.clock.now()
  const row = await parts.kernel.db.first<SurveyRow>(sql`UPDATE indicators.survey SET state = ${state},
      opened_time = coalesce(opened_time, ${now}), closed_time = ${state === 'closed' ? now : null} WHERE id = ${id} RETURNING *`)
  return toSurvey(row as SurveyRow)
}

/** Takes one answer of an account. Who took part is kept apart from what was said. */
export async function answerOne(
  parts: ReadParts,
  id: string,
  body: OperationInput<typeof answerSurvey>['body'],
  principal: Principal,
) {
  const survey = await getRow(parts, id)
  if (survey.state !== 'open') throw conflict('survey-not-open', '问卷没有开放。')
  checkAnswers(survey.questions, body.answers)
  const now = parts.kernel.clock.now()
  const digest = createHash('sha256').update(`${id} ${body.device}`).digest('hex')
  await parts.kernel.db.transaction(async (tx) => {
    const joined = await tx.query(sql`INSERT INTO indicators.survey_participant (survey_id, user_id)
      VALUES (${id}, ${principal.userId}) ON CONFLICT DO NOTHING RETURNING user_id`)
    if (joined.length === 0) throw conflict('already-answered', '您已经填过这份问卷。')
    await refuseFull(tx, survey, body.answers)
    await tx.query(sql`INSERT INTO indicators.survey_answer (survey_id, device_digest, seconds, channel, answers, answered_date)
      VALUES (${id}, ${digest}, ${body.seconds}, ${body.channel ?? 'app'}, ${JSON.stringify(body.answers)}, ${now})`)
  })
  return { done: true as const }
}

function checkAnswers(questions: readonly SurveyQuestion[], answers: Answer['answers']): void {
  const given = new Map(answers.map((one) => [one.question, one.value]))
  for (const question of questions) {
    const value = given.get(question.id)
    if (value === undefined) {
      if (question.required) throw invalid('/body/answers', `请回答“${question.title}”`)
      continue
    }
    const isRating = typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 5
    if (question.kind === 'rating' && !isRating)
      throw invalid('/body/answers', `“${question.title}”应为 1 到 5 分`)
    if (question.kind === 'choice' && !question.options?.includes(String(value)))
      throw invalid('/body/answers', `“${question.title}”没有选项“${String(value)}”`)
  }
}

export async function resultOf(parts: ReadParts, id: string) {
  const row = await getRow(parts, id)
  const answers =
    await parts.kernel.db.query<Answer>(sql`SELECT device_digest AS "deviceDigest", seconds, answers
    FROM indicators.survey_answer WHERE survey_id = ${id} ORDER BY ctid`)
  const limits = { perDevice: row.per_device, minSeconds: row.min_seconds }
  const { valid, excluded } = sortAnswers(answers, row.questions, limits)
  const plain = scoreRatings(valid, row.questions)
  const groups = groupAnswers(valid, row.questions, row.quota)
  const mean = weighGroups(groups) ?? plain.mean
  const score = mean === null ? null : Math.round((mean / 5) * 10_000) / 100
  return {
    survey: toSurvey(row),
    ...{ answers: answers.length, valid: valid.length, excluded, mean, score },
    formula: formulaOf(groups, mean, score),
    groups,
    byQuestion: row.questions.map((question) => ({
      id: question.id,
      title: question.title,
      mean: scoreRatings(valid, [question]).mean,
      counts: countOptions(valid, question),
    })),
  }
}

function formulaOf(groups: readonly Group[], mean: number | null, score: number | null): string {
  if (mean === null) return '得分 = 平均分 ÷ 5 × 100'
  const shown = groups.filter((one) => one.mean !== null)
  const weighed = shown.map((one) => `${one.option} ${one.mean} × ${one.share}%`).join(' + ')
  const words = shown.length > 0 ? `加权平均 = ${weighed} = ${mean}；` : ''
  return `${words}得分 = ${mean} ÷ 5 × 100 = ${score}`
}

function countOptions(valid: readonly Answer[], question: SurveyQuestion) {
  const options = question.kind === 'rating' ? ['1', '2', '3', '4', '5'] : (question.options ?? [])
  return options.map((option) => ({
    option,
    count: valid.filter((one) =>
      one.answers.some((a) => a.question === question.id && String(a.value) === option),
    ).length,
  }))
}
