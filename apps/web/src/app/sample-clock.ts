import { keep, readKept } from './kept.ts'

/** Read by `public/sample-clock.js`, which moves the time of the pages. */
const KEY = 'civitas.clock-ahead'

/** How far the pages take the city’s time to be ahead of the machine’s, ms. */
const keptAhead = (): number => Number(readKept(KEY)) || 0

/** Takes over the time of a sample city; the page begins anew where it was another until now. */
export function followSampleClock(aheadMs: number): void {
  if (aheadMs === keptAhead()) return
  keep(KEY, String(aheadMs))
  // Where the browser keeps nothing, beginning anew would have no end.
  if (aheadMs === keptAhead()) window.location.reload()
}
