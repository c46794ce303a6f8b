import { Type } from 'typebox'
import type { Transaction } from '../../../kernel/db/database.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { actIn, type Work } from '../applications/act-on.ts'
import { decideNow } from '../applications/decide.ts'
import { judgeIn } from '../applications/intake.ts'
import { findApplication, listTasks } from '../applications/store.ts'
import { endTask } from '../applications/tasks.ts'
import { findVersion } from '../items/store.ts'
import type { ServicesParts } from '../services-parts.ts'
import { readerOf, Words } from '../systems/shapes.ts'
import type { SystemRow } from '../systems/store.ts'
import type { Handler, Handlers, Taken } from '../systems/take.ts'
import { isTestObject } from './check.ts'

const readIntake = readerOf(
  Type.Object({
    act: Type.Union([Type.Literal('accept'), Type.Literal('correct'), Type.Literal('refuse')]),
    reason: Type.Optional(Words),
    points: Type.Optional(Type.Array(Type.Object({ text: Words }), { minItems: 1, maxItems: 50 })),
  }),
)
const readProcess = readerOf(Type.Object({ text: Words }))
const readResult = readerOf(
  Type.Object({
    passes: Type.Boolean(),
    opinion: Words,
    decision: Type.Optional(
      Type.Object({ outcome: Type.Union([Type.Literal('grant'), Type.Literal('refuse')]), text: Words }),
    ),
  }),
)

/** Reads a message, and holds the application it is about; the bureau’s system acts in the name of its bureau. */
function about<T>(
  read: (content: unknown) => T,
  act: (parts: ServicesParts, work: Work, given: T) => Promise<void>,
): Handler {
  return {
    from: ['bureau'],
    take: async (parts, tx, system, message) => {
      const given = read(message.content)
      if (isTestObject(message.objectId)) return { reference: '一致性测试' }
      const reference = await requireTheirs(tx, system, message)
      const actor = { name: system.name, organisationId: system.organisation_id }
      await actIn(parts, tx, message.objectId, actor, (work) => act(parts, work, given))
      return { reference }
    },
  }
}

async function requireTheirs(tx: Transaction, system: SystemRow, { objectId }: Taken): Promise<string> {
  const isId = /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(objectId)
  const row = isId ? await findApplication(tx, objectId) : undefined
  const item = row && (await findVersion(tx, row.item_id, row.item_version))
  if (!row || !item || row.state === 'draft' || !system.items.includes(item.code))
    throw notFound('办件', objectId)
  return row.number ?? ''
}

/** 受理、过程、结果 of a bureau’s approval system (SOC-004). */
export const approvalHandlers: Handlers = {
  intake: about(readIntake, (parts, work, given) => {
    const points = given.points?.map(({ text }) => ({ text }))
    return judgeIn(parts, work, { ...given, ...(points ? { points } : {}) })
  }),
  process: about(readProcess, async (_parts, { note }, { text }) => note('业务系统办理', text)),
  result: about(readResult, async (parts, work, { passes, opinion, decision }) => {
    const { row, tx, actor, note } = work
    const own = (await listTasks(tx, row.id)).filter(
      (one) => one.organisation_id === actor.organisationId && ['open', 'claimed'].includes(one.state),
    )
    if (own.length === 0 && !decision) throw conflict('nothing-open', '该办件没有等待本系统办理的环节。')
    await note('业务系统结果', `${passes ? '通过' : '不通过'}：${opinion}`)
    for (const task of own)
      await endTask(parts, work, task, { passes, opinion, actor: actor.name, actorId: null })
    if (!decision) return
    if (row.organisation_id !== actor.organisationId) throw invalid('/content/decision', '由责任单位作出决定')
    if (row.state !== 'deciding') throw conflict('wrong-state', '审查环节尚未完成，不能作出决定。')
    await decideNow(parts, work, decision)
  }),
}
