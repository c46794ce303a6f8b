import { officerMoved } from '@civitas/contract'
import { type CasesParts, note, system } from '../publish-case.ts'
import { handTasksOver } from './store.ts'

/** Tasks somebody has accepted go to the successor when that person leaves the unit; the case says so. */
export function followMovers(parts: CasesParts): void {
  parts.kernel.messages.subscribe('cases.hand-over', officerMoved, async (tx, { body }) => {
    const { userId, userName, successorId, successorName, reason } = body
    const moved = await handTasksOver(tx, userId, { id: successorId, name: successorName })
    const text = `${userName}调动，任务移交${successorName}`
    for (const { id, case_id } of moved)
      note(parts, tx, case_id, system, { act: 'task-handed-over', text, detail: { taskId: id } })
    if (moved.length === 0) return
    parts.messaging.tell(tx, {
      ...{ key: `cases.hand-over:${userId}:${moved[0]?.id}`, urgency: 'normal', text: reason },
      ...{ title: `接手${userName}的 ${moved.length} 项任务`, to: [{ userId: successorId }], link: '/field' },
    })
  })
}
