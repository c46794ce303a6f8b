import type { Transaction } from '../../../../kernel/db/database.ts'
import { newId } from '../../../../kernel/ids.ts'
import type { Kernel } from '../../../../kernel/kernel.ts'
import { announce } from '../../firings/alarms.ts'
import {
  type AlarmRow,
  type HeldFence,
  insertAlarm,
  readBreaches,
  readFences,
  updateAlarm,
  writeBreaches,
} from './fence-store.ts'
import { type Breach, type FenceAct, type Fix, judgeFence } from './judge-fence.ts'

/** What moved, with its new good positions in order of time. */
export interface Moved {
  entityId: string
  entityType: string
  name: string
  divisionCode: string | null
  fixes: readonly Fix[]
}

/** Fences in memory, judged in the transaction that stores the positions. */
export interface Fences {
  judge(tx: Transaction, moved: readonly Moved[]): Promise<void>
  /** Reads them anew here and in every process, after a change. */
  reload(): Promise<void>
}

/** The event a kind of fence raises, and the unit of its measure. */
const eventOf = {
  deviate: { type: 'city-base.route-deviation', unit: 'm' },
  enter: { type: 'city-base.fence-enter', unit: '秒' },
  leave: { type: 'city-base.fence-leave', unit: 'm' },
  overspeed: { type: 'city-base.overspeed', unit: 'km/h' },
  overstay: { type: 'city-base.overstay', unit: '秒' },
} as const

const topic = 'fences'

export async function openFences(kernel: Kernel): Promise<Fences> {
  let fences = await readFences(kernel.db)
  const load = async () => {
    fences = await readFences(kernel.db)
  }
  kernel.cluster.hear(topic, () => {
    load().catch((error: Error) => kernel.log.warn({ error: error.message }, 'fences not read'))
  })
  return {
    reload: async () => {
      await load()
      kernel.cluster.tell(topic, null)
    },
    judge: async (tx, moved) => {
      const work = moved.flatMap((one) =>
        one.fixes.length === 0
          ? []
          : fences.filter((fence) => covers(fence, one)).map((fence) => ({ fence, one })),
      )
      if (work.length === 0) return
      const held = await readBreaches(tx, [...new Set(work.map(({ one }) => one.entityId))])
      const changes = []
      for (const { fence, one } of work) {
        const before = held.get(`${fence.id}/${one.entityId}`) ?? null
        const { breach, acts } = judgeAll(fence, before, one.fixes)
        for (const act of acts) await carryOut(kernel, tx, fence, one, act)
        if (breach !== null || before !== null)
          changes.push({ fenceId: fence.id, entityId: one.entityId, breach })
      }
      await writeBreaches(tx, changes)
    },
  }
}

function covers(fence: HeldFence, { entityId, entityType }: Moved): boolean {
  return fence.entityIds.has(entityId) || fence.entityTypes.has(entityType)
}

function judgeAll(fence: HeldFence, before: Breach | null, fixes: readonly Fix[]) {
  let breach = before
  const acts: FenceAct[] = []
  for (const fix of fixes) {
    const judged = judgeFence(fence, breach, fix, newId)
    breach = judged.breach
    acts.push(...judged.acts)
  }
  return { breach, acts }
}

async function carryOut(
  kernel: Kernel,
  tx: Transaction,
  fence: HeldFence,
  moved: Moved,
  act: FenceAct,
): Promise<void> {
  const { breach } = act
  const alarmId = breach.alarmId as string
  if (act.act === 'worse') return updateAlarm(tx, alarmId, breach.worst, null)
  const { entityId, name: entityName, divisionCode } = moved
  const row: AlarmRow = { id: alarmId, fenceId: fence.id, entityId, entityName, divisionCode, breach }
  if (act.act === 'opened') await insertAlarm(tx, row)
  else await updateAlarm(tx, alarmId, breach.worst, act.fix)
  const { fix } = act
  const event = eventOf[fence.kind]
  await announce(kernel, tx, {
    firingId: act.act === 'opened' ? alarmId : newId(),
    ruleId: fence.id,
    ruleVersion: '1',
    ruleTitle: fence.name,
    act: act.act === 'opened' ? 'opened' : 'cleared',
    eventType: event.type,
    level: act.act === 'opened' ? fence.level : null,
    thingId: entityId,
    thingName: entityName,
    divisionCode,
    position: [fix.lon, fix.lat],
    // A position is no datastream: the number that is none.
    datastreamId: 0,
    observationId: `0-${fix.timeMs}`,
    value: Math.round(breach.worst * 10) / 10,
    unit: event.unit,
    time: new Date(fix.timeMs).toISOString(),
    values: [],
  })
}
