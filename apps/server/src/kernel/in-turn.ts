/** How long the loop may be held before everything else has its turn, ms. */
const sliceMs = 4

const queue: Array<() => void> = []
let scheduled = false

/**
 * Runs work that takes a millisecond or more on what arrived from outside, in order, and in slices: a flood of it must
 * not keep the loop from feeding the database, answering people or accepting connections. `work` must not throw.
 */
export function inTurn(work: () => void): void {
  queue.push(work)
  if (scheduled) return
  scheduled = true
  setImmediate(runSlice)
}

function runSlice(): void {
  const until = performance.now() + sliceMs
  let done = 0
  try {
    while (done < queue.length && performance.now() < until) (queue[done++] as () => void)()
  } finally {
    queue.splice(0, done)
    scheduled = queue.length > 0
    if (scheduled) setImmediate(runSlice)
  }
}
