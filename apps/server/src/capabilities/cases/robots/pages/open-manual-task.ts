import { sm3 as digest } from '../../../../kernel/crypto.ts'
import type { Transaction } from '../../../../kernel/db/database.ts'
import type { Problem } from '../../../../kernel/problem.ts'
import { clockOf } from '../../limits.ts'
import { type CasesParts, note, publishCase } from '../../publish-case.ts'
import { type CaseRow, updateCase } from '../../store.ts'
import { insertAttachment } from '../../tasks/attachments.ts'
import { insertTask, type TaskRow } from '../../tasks/store.ts'
import { planTask } from '../../timers/plan-timers.ts'
import { identityOf } from '../run-robots.ts'
import type { ActiveRobot } from '../store.ts'
import type { RunningRow } from './store.ts'
import type { Walk } from './walk-pages.ts'

/** Half a working day to look at what a robot left. */
const limit = { minutes: 240, clock: 'working' as const }

/** Opens a task for people beside the one the robot stopped at, with the page as it was when it stopped. */
export async function openManualTask(
  parts: CasesParts,
  tx: Transaction,
  of: { run: RunningRow; robot: ActiveRobot; row: CaseRow; task: TaskRow; walk: Walk; problem: Problem },
): Promise<void> {
  const { run, robot, row, task, walk, problem } = of
  const now = parts.kernel.clock.now()
  const clock = clockOf(parts.territory, limit, now)
  const made = await insertTask(
    tx,
    {
      ...{
        caseId: row.id,
        visit: task.visit,
        stage: task.stage,
        task: 'robot-stopped',
        kind: 'manual',
        limit,
        clock,
      },
      ...{ organisationId: task.organisation_id, divisionCode: task.division_code, parentId: null },
      partTitle: { zh: `机器人转人工：${run.robotName}`, en: `Left to people: ${run.robotName}` },
    },
    now,
  )
  const { id } = made
  await planTask(parts, tx, made)
  const picture = walk.steps.findLast((one) => one.after)?.after
  if (picture) await keepPicture(parts, tx, { run, row, id, picture })
  const { actor } = identityOf(robot, task)
  note(parts, tx, row.id, actor, {
    act: 'manual-opened',
    text: problem.message,
    detail: { taskId: id, robotId: run.robotId, runId: run.id, submitted: walk.submitted },
  })
  const changed = await updateCase(tx, row, {})
  await publishCase(parts, tx, 'task-changed', changed, id, { by: actor, act: 'manual-opened' })
}

async function keepPicture(
  parts: CasesParts,
  tx: Transaction,
  { run, row, id, picture }: { run: RunningRow; row: CaseRow; id: string; picture: Buffer },
): Promise<void> {
  const sm3 = digest(picture)
  await insertAttachment(
    tx,
    {
      ...{ taskId: id, fileName: '机器人停止时的网页.jpg', contentType: 'image/jpeg', sm3, content: picture },
      ...{ takenTime: null, position: null, uploadedBy: run.robotId },
    },
    parts.kernel.clock.now(),
  )
  await parts.ledger.append(tx, {
    kind: 'case-photo',
    subjectId: row.id,
    payload: { taskId: id, sm3, by: run.robotId, robotRun: run.id },
  })
}
