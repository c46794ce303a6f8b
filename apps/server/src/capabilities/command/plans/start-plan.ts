import type { Addressee, PlanDocument, PlanStart, PostHolder, WarningLevel } from '@civitas/contract'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid } from '../../../kernel/problem.ts'
import { levelNames } from '../incidents/keep-incident.ts'
import { type IncidentRow, note } from '../incidents/store.ts'
import { issueOrder } from '../orders/issue-order.ts'
import { type Actor, type CommandParts, tell } from '../parts.ts'
import { resolvePosts, todayOf } from './registry.ts'
import * as store from './store.ts'

export interface StartInput {
  planId: string
  level: WarningLevel
  overrideReason?: string
  acceptVacancies?: boolean
}

/** Starts a level of a plan: every task becomes an order to today’s holder of its post, due by the plan’s minutes. */
export async function startPlan(
  parts: CommandParts,
  tx: Transaction,
  incident: IncidentRow,
  input: StartInput,
  by: Actor,
): Promise<PlanStart> {
  const now = parts.kernel.clock.now()
  const plan = await store.findApproved(tx, input.planId)
  if (!plan) throw invalid('/body/planId', '没有这个预案，或它尚未批准')
  const level = plan.document.levels.find((one) => one.level === input.level)
  if (!level) throw invalid('/body/level', `《${plan.document.title.zh}》没有${levelNames[input.level]}响应`)
  requireValid(plan, input, now)
  const posts = await resolvePosts(tx, plan.plan_id, plan.document, now)
  const vacancies = vacantPosts(level, posts)
  if (vacancies.length > 0 && !input.acceptVacancies)
    throw conflict('post-vacant', `岗位空缺：${vacancies.join('、')}。请指定人员，或确认按空缺启动。`)
  const id = newId()
  const start = {
    ...{ id, incidentId: incident.id, planId: plan.plan_id, version: plan.version, level: input.level },
    ...{ overrideReason: input.overrideReason ?? null, vacancies, by },
  }
  if (!(await store.insertStart(tx, start, now)))
    throw conflict('plan-started', `《${plan.document.title.zh}》${levelNames[input.level]}已经启动。`)
  await noteStart(tx, incident, plan, start, now)
  await giveTasks(parts, tx, { incident, plan, level, posts, startId: id }, by)
  await tell(parts, tx, { kind: 'plan', id, incidentId: incident.id, divisionCode: incident.division_code })
  return toStart((await store.listStarts(tx, incident.id)).find((one) => one.id === id) as store.StartRow)
}

function requireValid(plan: store.PlanRow, input: StartInput, now: Date): void {
  if (plan.review_date === null || plan.review_date >= todayOf(now) || input.overrideReason) return
  throw conflict(
    'plan-expired',
    `《${plan.document.title.zh}》评估期限为 ${plan.review_date}，已过期；请写明仍然启动的理由。`,
  )
}

type Level = PlanDocument['levels'][number]

/** Posts with tasks at this level that nobody holds today. */
export function vacantPosts(level: Level, posts: readonly PostHolder[]): string[] {
  const needed = new Set(level.tasks.map((one) => one.post))
  return posts.filter((one) => needed.has(one.post) && !one.holder).map((one) => one.title.zh)
}

function noteStart(
  tx: Transaction,
  incident: IncidentRow,
  plan: store.PlanRow,
  start: { id: string; level: WarningLevel; overrideReason: string | null; vacancies: string[]; by: Actor },
  now: Date,
) {
  const reason = start.overrideReason ? `（预案过期，理由：${start.overrideReason}）` : ''
  const vacant = start.vacancies.length > 0 ? `，空缺岗位：${start.vacancies.join('、')}` : ''
  return note(
    tx,
    {
      incidentId: incident.id,
      act: 'plan-started',
      by: start.by,
      text: `启动《${plan.document.title.zh}》V${plan.version} ${levelNames[start.level]}响应${reason}${vacant}`,
      detail: { startId: start.id, planId: plan.plan_id, level: start.level },
    },
    now,
  )
}

interface Giving {
  incident: IncidentRow
  plan: store.PlanRow
  level: Level
  posts: readonly PostHolder[]
  startId: string
}

async function giveTasks(parts: CommandParts, tx: Transaction, giving: Giving, by: Actor): Promise<void> {
  const { incident, plan, level, posts, startId } = giving
  const now = parts.kernel.clock.now()
  for (const [index, task] of level.tasks.entries()) {
    const post = posts.find((one) => one.post === task.post)
    await issueOrder(
      parts,
      tx,
      {
        incident,
        startId,
        kind: 'plan-task',
        taskNumber: index + 1,
        phase: plan.document.phases.find((one) => one.id === task.phase)?.title.zh ?? null,
        title: task.title.zh,
        text: `${incident.title}：${task.title.zh}`,
        output: task.output?.zh ?? null,
        addressee: post?.holder ?? unitOf(post, by),
        isVacant: !post?.holder,
        dueTime: new Date(now.getTime() + task.withinMinutes * 60_000),
        position: incident.lon === null || incident.lat === null ? null : [incident.lon, incident.lat],
      },
      by,
    )
  }
}

/** A vacant post’s task stays with who started the plan until it is given to somebody. */
function unitOf(post: PostHolder | undefined, by: Actor): Addressee {
  const name = post ? `${post.title.zh}（空缺）` : '未定岗位'
  return { contactId: null, userId: by.userId, organisationId: null, name, phone: null }
}

export function toStart(row: store.StartRow): PlanStart {
  const needs = row.document.levels.find((one) => one.level === row.level)?.needs ?? []
  return {
    id: row.id,
    planId: row.plan_id,
    version: row.version,
    title: row.document.title,
    level: row.level,
    overrideReason: row.override_reason,
    vacancies: row.vacancies,
    needs,
    byName: row.by_name,
    startedTime: row.started_time.toISOString(),
    tasks: row.tasks,
  }
}
