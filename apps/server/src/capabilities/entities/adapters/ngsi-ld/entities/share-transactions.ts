import type { Caller } from './broker.ts'

type Write<Item, Result> = (caller: Caller, items: readonly Item[]) => Promise<Result[]>

interface Waiting<Item, Result> {
  item: Item
  resolve(results: Result[]): void
  reject(error: unknown): void
}

const mostAtOnce = 200
const inFlight = 2

/**
 * Lets writes of one caller that arrive while others are being written share the next transaction: many small requests
 * then cost one flush to disk and one message. A write alone is not kept waiting. Ids that occur twice are never put together.
 */
export function shareTransactions<Item, Result>(
  idOf: (item: Item) => string | undefined,
  write: Write<Item, Result>,
): Write<Item, Result> {
  const queues = new Map<string, { waiting: Waiting<Item, Result>[]; running: number }>()
  const run = async (key: string, caller: Caller) => {
    const queue = queues.get(key)
    if (!queue || queue.running >= inFlight) return
    const group = takeGroup(queue.waiting, idOf)
    if (group.length === 0) {
      if (queue.running === 0) queues.delete(key)
      return
    }
    queue.running++
    await writeGroup(write, caller, group)
    queue.running--
    void run(key, caller)
  }
  return (caller, items) => {
    const [item] = items
    if (items.length !== 1 || item === undefined) return write(caller, items)
    const key = JSON.stringify([caller.tenant, caller.userId, caller.scope])
    const queue = queues.get(key) ?? { waiting: [], running: 0 }
    queues.set(key, queue)
    return new Promise((resolve, reject) => {
      queue.waiting.push({ item, resolve, reject })
      void run(key, caller)
    })
  }
}

function takeGroup<Item, Result>(
  waiting: Waiting<Item, Result>[],
  idOf: (item: Item) => string | undefined,
): Waiting<Item, Result>[] {
  const ids = new Set<string | undefined>()
  const group: Waiting<Item, Result>[] = []
  while (waiting[0] && group.length < mostAtOnce && !ids.has(idOf(waiting[0].item))) {
    const next = waiting.shift() as Waiting<Item, Result>
    ids.add(idOf(next.item))
    group.push(next)
  }
  return group
}

async function writeGroup<Item, Result>(
  write: Write<Item, Result>,
  caller: Caller,
  group: ReadonlyArray<Waiting<Item, Result>>,
): Promise<void> {
  try {
    const results = await write(
      caller,
      group.map((one) => one.item),
    )
    for (const [i, one] of group.entries()) one.resolve([results[i] as Result])
  } catch (error) {
    if (group.length === 1) group[0]?.reject(error)
    // One that cannot be written must not take the others with it.
    else for (const one of group) await write(caller, [one.item]).then(one.resolve, one.reject)
  }
}
