import { commandsQueued, type DeviceCommand } from '@civitas/contract'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { State } from '../shadow/rules.ts'
import * as store from './store.ts'

/** What a device is sent on `…/commands`. */
export interface CommandPacket {
  commandId: string
  name: string
  input: State
  expiresTime: string
  attempt: number
}

/** Connections of this process over which things can be told something. */
export interface CommandChannel {
  isConnected(thingId: string): boolean
  /** Sends; false when nobody listens for the thing here. */
  sendCommand(thingId: string, packet: CommandPacket): boolean
}

/** Sends what waits, takes answers, and ends what nobody answers. State is in the database, so a restart loses nothing. */
export interface Delivery {
  /** A device listens or has woken: sends what waits for it and is still valid. */
  wake(thingId: string): Promise<void>
  /** An answer of a device; false when it is not the command of this thing or has ended. */
  answer(
    thingId: string,
    commandId: string,
    answer: { status: 'accepted' | 'succeeded' | 'failed'; result?: State; error?: string },
  ): Promise<boolean>
  cancel(commandId: string, by: string): Promise<boolean>
  stop(): Promise<void>
}

const sweepMs = 500

export function startDelivery(kernel: Kernel, channel: CommandChannel): Delivery {
  const { db, clock, log } = kernel
  const wake = async (thingId: string) => {
    if (!channel.isConnected(thingId)) return
    const rows = await store.takeQueued(db, thingId, clock.now())
    rows.sort((a, b) => (a.id < b.id ? -1 : 1))
    for (const row of rows) {
      const sent = channel.sendCommand(thingId, {
        ...{ commandId: row.id, name: row.name, input: row.input },
        expiresTime: row.expires_time.toISOString(),
        attempt: row.attempts,
      })
      const entry = { commandId: row.id, act: sent ? '已下发' : '未送达', detail: `第 ${row.attempts} 次` }
      await store.insertLog(db, [entry], clock.now())
    }
  }
  const quietly = (work: Promise<unknown>) =>
    void work.catch((error: Error) => log.error({ error: error.message }, 'commands could not be delivered'))
  kernel.messages.tail(commandsQueued, ({ thingIds }) => {
    for (const id of thingIds) quietly(wake(id))
  })
  let sweeping: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    sweeping = sweeping
      .then(() => sweep(kernel, wake))
      .catch((error: Error) => log.error({ error: error.message }, 'overdue commands were not ended'))
  }, sweepMs)
  return {
    wake,
    answer: (thingId, commandId, answer) => takeAnswer(kernel, thingId, commandId, answer),
    cancel: async (commandId, by) =>
      db.transaction(async (tx) => {
        const now = clock.now()
        const to = { state: 'cancelled' as const, finishedTime: now }
        const row = await store.moveCommand(tx, commandId, ['queued', 'awaiting-approval'], to)
        if (!row) return false
        await store.insertLog(tx, [{ commandId, act: '已撤销', detail: by }], now)
        await store.finishBatches(tx, [row.batch_id])
        return true
      }),
    stop: async () => {
      clearInterval(timer)
      await sweeping
    },
  }
}

async function sweep(kernel: Kernel, wake: (thingId: string) => Promise<void>): Promise<void> {
  const { db, clock } = kernel
  if (!(await store.hasOpen(db))) return
  const retried = await db.transaction(async (tx) => {
    const now = clock.now()
    const { expired, retried, failed } = await store.sweepOverdue(tx, now)
    const log = [
      ...expired.map((row) => ({ commandId: row.id, act: '已超时', detail: '有效期已过，不再下发' })),
      ...retried.map((row) => ({ commandId: row.id, act: '重试', detail: `第 ${row.attempts} 次未确认` })),
      ...failed.map((row) => ({ commandId: row.id, act: '失败', detail: '设备未确认' })),
    ]
    await store.insertLog(tx, log, now)
    const ended = [...expired, ...failed].map((row) => row.batch_id)
    if (ended.length > 0) await store.finishBatches(tx, ended)
    return retried
  })
  for (const id of new Set(retried.map((row) => row.thing_id))) await wake(id)
}

const ends: Record<string, DeviceCommand['state']> = {
  accepted: 'accepted',
  succeeded: 'succeeded',
  failed: 'failed',
}

function takeAnswer(
  kernel: Kernel,
  thingId: string,
  commandId: string,
  answer: { status: 'accepted' | 'succeeded' | 'failed'; result?: State; error?: string },
): Promise<boolean> {
  return kernel.db.transaction(async (tx) => {
    const now = kernel.clock.now()
    const from = answer.status === 'accepted' ? (['sent'] as const) : (['sent', 'accepted'] as const)
    const row = await store.moveCommand(tx, commandId, from, {
      thingId,
      state: ends[answer.status] as DeviceCommand['state'],
      result: answer.result ?? null,
      error: answer.error?.slice(0, 500) ?? null,
      finishedTime: answer.status === 'accepted' ? null : now,
    })
    if (!row) return false
    const words = { accepted: '设备已接收', succeeded: '执行成功', failed: '执行失败' }
    const detail = answer.error ?? (answer.result ? JSON.stringify(answer.result).slice(0, 500) : '')
    await store.insertLog(tx, [{ commandId, act: words[answer.status], detail }], now)
    if (answer.status !== 'accepted') await store.finishBatches(tx, [row.batch_id])
    return true
  })
}
