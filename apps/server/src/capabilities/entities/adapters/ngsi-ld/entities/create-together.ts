import type { GivenEntity } from '../representation/model.ts'
import type { Caller, Outcome } from './broker.ts'

type Create = (caller: Caller, given: readonly GivenEntity[]) => Promise<Outcome[]>

interface Waiting {
  given: readonly GivenEntity[]
  resolve(outcomes: Outcome[]): void
  reject(error: unknown): void
}

const mostAtOnce = 200
const inFlight = 2

/**
 * Lets creates of one caller that arrive while others are being written share the next transaction: many small requests
 * then cost one flush to disk. A create alone is not kept waiting. Ids that occur twice are never put together.
 */
export function createTogether(create: Create): Create {
  const queues = new Map<string, { waiting: Waiting[]; running: number }>()
  const run = async (key: string, caller: Caller) => {
    const queue = queues.get(key)
    if (!queue || queue.running >= inFlight) return
    const group = takeGroup(queue.waiting)
    if (group.length === 0) {
      if (queue.running === 0) queues.delete(key)
      return
    }
    queue.running++
    await writeGroup(create, caller, group)
    queue.running--
    void run(key, caller)
  }
  return (caller, given) => {
    if (given.length > 1) return create(caller, given)
    const key = JSON.stringify([caller.tenant, caller.userId, caller.scope])
    const queue = queues.get(key) ?? { waiting: [], running: 0 }
    queues.set(key, queue)
    return new Promise((resolve, reject) => {
      queue.waiting.push({ given, resolve, reject })
      void run(key, caller)
    })
  }
}

function takeGroup(waiting: Waiting[]): Waiting[] {
  const ids = new Set<string | undefined>()
  const group: Waiting[] = []
  while (waiting[0] && group.length < mostAtOnce && !ids.has(waiting[0].given[0]?.id)) {
    const next = waiting.shift() as Waiting
    ids.add(next.given[0]?.id)
    group.push(next)
  }
  return group
}

async function writeGroup(create: Create, caller: Caller, group: readonly Waiting[]): Promise<void> {
  try {
    const outcomes = await create(
      caller,
      group.flatMap((one) => one.given),
    )
    for (const [i, one] of group.entries()) one.resolve([outcomes[i] as Outcome])
  } catch (error) {
    if (group.length === 1) group[0]?.reject(error)
    // One that cannot be written must not take the others with it.
    else for (const one of group) await create(caller, one.given).then(one.resolve, one.reject)
  }
}
