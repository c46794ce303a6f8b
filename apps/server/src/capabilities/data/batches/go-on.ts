import type { DataParts } from '../data-parts.ts'
import { freeRoom } from '../disk.ts'
import * as store from './store.ts'

/** Room a batch of unknown size is given. */
const someRoom = 64 * 1024 * 1024

/** Puts what a full disk has stopped back into the queue once there is more room by what it brings. */
export async function goOnWithRoom(parts: DataParts): Promise<void> {
  const { db } = parts.kernel
  const waiting = await store.waitingForRoom(db)
  if (waiting.length === 0) return
  const free = await freeRoom(parts.kernel)
  for (const batch of waiting) {
    const { roomWas = 0, ...settings } = batch.settings
    if (free >= roomWas + (batch.bytes ?? someRoom)) await store.requeueBatch(db, batch.id, settings)
  }
}
