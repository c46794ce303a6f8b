import type { Bell } from './messages.ts'

const idleMs = 500
/** A message may have rung while an older transaction still hides it: then it is looked for again soon, a few times. */
const soonMs = 20
const soonLooks = 10

/** Reads again and again until stopped: at once while there is more, then when a message of these names rings, or after a while. */
export async function followLog(
  bell: Bell,
  names: readonly string[],
  isStopped: () => boolean,
  read: () => Promise<number>,
): Promise<void> {
  const listener = bell.listen(names)
  let looks = 0
  while (!isStopped()) {
    listener.heed()
    if ((await read()) > 0) looks = 0
    else if (isStopped()) return
    else if (await listener.wait(looks > 0 ? soonMs : idleMs)) looks = soonLooks
    else looks = Math.max(0, looks - 1)
  }
}
