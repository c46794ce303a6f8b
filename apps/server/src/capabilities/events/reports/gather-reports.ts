import { meetingKeys } from '../locks-store.ts'
import type { EventsParts } from '../publish-event.ts'
import { type Checked, checkTold, takeReports } from './take-report.ts'
import type { Taken, Told } from './told.ts'

/** How many reports one transaction takes in, and how many such transactions run at once. */
const atMost = 32
const atOnce = 2

interface Waiting {
  readonly checked: Checked
  readonly keys: readonly string[]
  /** Looks at what came of it before it is committed; what it throws undoes it. */
  readonly accept: (taken: Taken) => void
  readonly resolve: (taken: Taken) => void
  readonly reject: (error: unknown) => void
}

/**
 * Takes in what many push at once: reports that come while others are being written are written together. Each is answered
 * when it is durable; one that is refused does not hold back the others.
 */
export function gatherReports(
  parts: EventsParts,
): (told: Told, accept?: (taken: Taken) => void) => Promise<Taken> {
  let waiting: Waiting[] = []
  let running = 0
  const go = () => {
    while (running < atOnce && waiting.length > 0) {
      const [group, rest] = pickGroup(waiting)
      waiting = rest
      running++
      void takeGroup(parts, group).finally(() => {
        running--
        go()
      })
    }
  }
  return async (told, accept = () => undefined) => {
    const checked = await checkTold(parts, parts.kernel.db, told)
    const keys = meetingKeys(checked.meeting)
    return new Promise((resolve, reject) => {
      waiting.push({ checked, keys, accept, resolve, reject })
      go()
    })
  }
}

/** Those that go now: no two that could be word of the same event, and none before one it could be the same as. */
function pickGroup(waiting: readonly Waiting[]): [group: Waiting[], rest: Waiting[]] {
  const seen = new Set<string>()
  const group: Waiting[] = []
  const rest: Waiting[] = []
  for (const one of waiting) {
    const isApart = one.keys.every((key) => !seen.has(key))
    for (const key of one.keys) seen.add(key)
    if (isApart && group.length < atMost) group.push(one)
    else rest.push(one)
  }
  return [group, rest]
}

async function takeGroup(parts: EventsParts, group: readonly Waiting[]): Promise<void> {
  try {
    const taken = await parts.kernel.db.transaction(async (tx) => {
      const all = await takeReports(
        parts,
        tx,
        group.map((one) => one.checked),
      )
      for (const [n, one] of group.entries()) one.accept(all[n] as Taken)
      return all
    })
    for (const [n, one] of group.entries()) one.resolve(taken[n] as Taken)
  } catch (error) {
    const [first, ...more] = group
    if (more.length === 0) return first?.reject(error)
    // Nothing was written: each by itself, so that only the one that is at fault is refused.
    for (const one of group) await takeGroup(parts, [one])
  }
}
