import { caseChanged } from '@civitas/contract'
import { type Principal, wholeScope } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { Problem } from '../../../kernel/problem.ts'
import { classifyIn } from '../acts/change-case.ts'
import { assignIn } from '../acts/dispatch-task.ts'
import { type Actor, type CasesParts, note } from '../publish-case.ts'
import { type CaseRow, findCase } from '../store.ts'
import { completeIn } from '../tasks/handle-task.ts'
import { findTask, findTasks, type TaskRow, updateTask } from '../tasks/store.ts'
import { type Judgement, judge } from './rules.ts'
import * as store from './store.ts'

/** Lets approved robots look at each task that starts to wait. */
export function runRobots(parts: CasesParts): void {
  parts.kernel.messages.subscribe(
    'cases.run-robots',
    caseChanged,
    (tx, { body }) => lookAt(parts, tx, [body.taskId as string]),
    {
      all: (tx, waiting) => lookAt(parts, tx, [...new Set(waiting.map(({ body }) => body.taskId as string))]),
      atMost: 50,
      when: ({ act, taskId }) => act === 'task-changed' && taskId !== null,
    },
  )
}

async function lookAt(parts: CasesParts, tx: Transaction, taskIds: readonly string[]): Promise<void> {
  for (const { id, case_type, task: step } of await findTasks(tx, taskIds)) {
    const robots = await tx.once(`cases.robots ${case_type} ${step}`, () =>
      store.listActive(tx, case_type, step),
    )
    if (robots.length > 0) await letRun(parts, tx, robots, id)
  }
}

async function letRun(
  parts: CasesParts,
  tx: Transaction,
  robots: readonly store.ActiveRobot[],
  taskId: string,
): Promise<void> {
  // Read again: another task of its case may have been worked on in this transaction.
  const task = await findTask(tx, taskId, wholeScope)
  if (task?.kind !== 'main' || (task.state !== 'waiting' && task.state !== 'assigned')) return
  const row = await findCase(tx, task.case_id, { scope: wholeScope, lock: true })
  if (!row || row.closed_time) return
  for (const robot of robots)
    if (!(await store.wasJudged(tx, robot, task.id, task.version)))
      await runOne(parts, tx, robot, { row, task })
}

/** Lets a robot by time look at a task that waits for it. */
export function lookAtTask(
  parts: CasesParts,
  tx: Transaction,
  robot: store.ActiveRobot,
  taskId: string,
): Promise<void> {
  return letRun(parts, tx, [robot], taskId)
}

interface Subject {
  row: CaseRow
  task: TaskRow
}

export function seenOf(row: Pick<CaseRow, 'title' | 'class_code' | 'division_code' | 'level'>) {
  return {
    title: row.title,
    class: row.class_code ?? '',
    division: row.division_code ?? '',
    level: row.level ?? '',
  }
}

async function runOne(
  parts: CasesParts,
  tx: Transaction,
  robot: store.ActiveRobot,
  subject: Subject,
): Promise<void> {
  const seen = seenOf(subject.row)
  const judgement = judge(robot.definition, seen)
  const log = (outcome: store.NewRun['outcome'], reason: string, outputs: Record<string, unknown>) =>
    writeRun(parts, tx, robot, subject, { ...judgement, reason, outcome, inputs: seen, outputs })
  if (judgement.confidence === 0) return
  if (!judgement.acts) {
    await log('suggested', judgement.reason, suggestionOf(robot))
    noteRobot(parts, tx, robot, subject, 'robot-suggested', judgement)
    return
  }
  if (robot.definition.kind === 'web') {
    await log('running', judgement.reason, {})
    return
  }
  await tx.query(sql`SAVEPOINT robot`)
  try {
    await actAs(parts, tx, robot, subject)
    await tx.query(sql`RELEASE SAVEPOINT robot`)
    await log('acted', judgement.reason, suggestionOf(robot))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    await tx.query(sql`ROLLBACK TO SAVEPOINT robot`)
    await log('stopped', error.message, { code: error.code, errors: error.errors ?? [] })
    await askPeople(parts, tx, robot, subject, error)
  }
}

function suggestionOf({ definition }: store.ActiveRobot): Record<string, unknown> {
  const { kind, organisationId, classCode, form } = definition
  return { kind, organisationId, classCode, form }
}

function writeRun(
  { kernel }: CasesParts,
  tx: Transaction,
  robot: store.ActiveRobot,
  { row, task }: Subject,
  run: Pick<store.NewRun, 'outcome' | 'confidence' | 'reason' | 'outputs'> & { inputs: object },
): Promise<boolean> {
  return store.insertRun(
    tx,
    {
      ...{ id: newId(), robotId: robot.id, version: robot.version, caseId: row.id },
      ...{ taskId: task.id, taskVersion: task.version, outcome: run.outcome, confidence: run.confidence },
      ...{ reason: run.reason, inputs: { ...run.inputs }, outputs: run.outputs },
    },
    kernel.clock.now(),
  )
}

/** How a robot is called in timelines. */
export function nameOf({ name, version }: Pick<store.ActiveRobot, 'name' | 'version'>): string {
  return `机器人·${name}（第 ${version} 版）`
}

/** The robot acts under its own name and from its own channel; it has the rights of its rule and no more. */
export function identityOf(robot: store.ActiveRobot, task: TaskRow): { by: Principal; actor: Actor } {
  const name = nameOf(robot)
  const by: Principal = {
    ...{ userId: robot.id, account: `robot-${robot.id}`, name, sessionId: robot.id },
    ...{ organisationId: task.organisation_id, organisationName: null },
    ...{ permissions: new Set<string>(), scope: wholeScope },
  }
  return { by, actor: { userId: robot.id, name, organisationName: null, channel: 'robot' } }
}

export async function actAs(
  parts: CasesParts,
  tx: Transaction,
  robot: store.ActiveRobot,
  { row, task }: Subject,
): Promise<void> {
  const { by, actor } = identityOf(robot, task)
  const { kind, organisationId = '', classCode = '', form = {} } = robot.definition
  if (kind === 'dispatch') {
    await assignIn(parts, tx, { id: task.id, by, actor }, { organisationId, comment: '机器人派遣' })
  } else if (kind === 'classify') {
    await classifyIn(
      parts,
      tx,
      { id: row.id, by, actor },
      { classCode, partCode: row.part_code ?? undefined },
    )
  } else {
    await fillTask(parts, tx, robot, task, form)
  }
}

/** Takes a task on and completes it with a form, in the name of the robot. */
export async function fillTask(
  parts: CasesParts,
  tx: Transaction,
  robot: store.ActiveRobot,
  task: TaskRow,
  form: Record<string, unknown>,
): Promise<void> {
  const now = parts.kernel.clock.now()
  const { by, actor } = identityOf(robot, task)
  await updateTask(tx, task, {
    ...{ state: 'accepted', accepted_time: now, accepted_by: robot.id, accepted_name: by.name },
    receipt_time: task.receipt_time ?? now,
  })
  await completeIn(parts, tx, task.id, { form, comment: '机器人填报' }, { by, actor })
}

function noteRobot(
  parts: CasesParts,
  tx: Transaction,
  robot: store.ActiveRobot,
  { row, task }: Subject,
  act: 'robot-suggested' | 'robot-stopped',
  { reason, confidence }: Pick<Judgement, 'reason'> & { confidence?: number },
): void {
  const { actor } = identityOf(robot, task)
  const unit = parts.identity.findOrganisation(robot.definition.organisationId ?? null)?.name
  const text = unit ? `建议派遣至${unit}。${reason}` : reason
  const detail = {
    taskId: task.id,
    robotId: robot.id,
    version: robot.version,
    confidence,
    ...suggestionOf(robot),
  }
  note(parts, tx, row.id, actor, { act, text, detail })
}

/** Nothing was submitted; the task is left to people, who are told why. */
export async function askPeople(
  parts: CasesParts,
  tx: Transaction,
  robot: store.ActiveRobot,
  subject: Pick<Subject, 'row' | 'task'>,
  error: Problem,
): Promise<void> {
  const { row, task } = subject
  const entry = noteRobot(parts, tx, robot, subject, 'robot-stopped', {
    reason: `机器人停止，转人工：${error.message}`,
  })
  parts.messaging.tell(tx, {
    key: `cases.robot.${entry}`,
    title: `${row.reference} ${row.title}`,
    text: `机器人“${robot.name}”停止，请人工办理：${error.message}`,
    urgency: 'normal',
    to: task.organisation_id
      ? [{ organisationId: task.organisation_id }]
      : [{ role: 'dispatcher', division: row.division_code ?? '' }],
    subject: { kind: 'case', id: row.id },
    link: `/console/cases/${row.id}`,
  })
}
