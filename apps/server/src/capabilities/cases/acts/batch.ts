import type { actOnCases, OperationInput, OperationOutput } from '@civitas/contract'
import { hasPermission } from '../../../kernel/access.ts'
import { conflict, forbidden, invalid, Problem } from '../../../kernel/problem.ts'
import { checkCase } from '../check-case.ts'
import type { CasesParts } from '../publish-case.ts'
import { findCase } from '../store.ts'
import { listOpenTasks } from '../tasks/store.ts'
import { assignTask, urgeTask } from './dispatch-task.ts'
import type { CaseAct } from './hold-case.ts'

type Input = OperationInput<typeof actOnCases>['body']

/** Does the same to many cases, each in a transaction of its own; one that fails does not hold up the others. */
export async function actOnMany(
  parts: CasesParts,
  input: Input,
  who: Omit<CaseAct, 'id'>,
): Promise<OperationOutput<typeof actOnCases>> {
  if (input.act === 'dispatch' && !input.organisationId)
    throw invalid('/body/organisationId', '请选择承办单位')
  if (input.act === 'close' && !hasPermission(who.by, 'cases.check')) throw forbidden('没有核查结案的权限。')
  const rows: OperationOutput<typeof actOnCases>['rows'] = []
  for (const id of input.ids) {
    try {
      await actOnOne(parts, { ...who, id }, input)
      rows.push({ id, done: true })
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      rows.push({ id, done: false, code: error.code, message: error.message })
    }
  }
  return { rows }
}

async function actOnOne(parts: CasesParts, act: CaseAct, input: Input): Promise<void> {
  const { by, actor } = act
  if (input.act === 'close') {
    await checkCase(parts, act.id, { passed: true, comment: input.comment }, by, actor)
    return
  }
  const row = await findCase(parts.kernel.db, act.id, { scope: by.scope })
  if (!row) throw conflict('not-found', '案件不存在或不在管辖范围内')
  const open = (await listOpenTasks(parts.kernel.db, row.id)).filter((one) => one.kind === 'main')
  if (input.act === 'urge') {
    const urgeable = open.filter((one) => one.state === 'assigned' || one.state === 'accepted')
    if (urgeable.length === 0) throw conflict('nothing-open', '没有可催办的任务')
    for (const task of urgeable) await urgeTask(parts, { id: task.id, by, actor }, input.comment)
    return
  }
  const [task] = open.filter((one) => one.state === 'waiting' || one.state === 'assigned')
  if (!task) throw conflict('nothing-waiting', '没有待派遣的任务')
  const organisationId = input.organisationId as string
  await assignTask(parts, { id: task.id, by, actor }, { organisationId, comment: input.comment })
}
