import * as contract from '@civitas/contract'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import { startWorkQueue } from '../../../kernel/work-queue.ts'
import type { KeyRegister } from './key-register.ts'
import * as store from './reseal-store.ts'
import { countByVersion, putAnew, type SealedPlace, takeOlder } from './sealed-places.ts'
import { findActiveKey } from './store.ts'

/** Texts of one transaction: few, so that whoever works on one of them meanwhile hardly waits. */
const pieceTexts = 25

export interface Resealing {
  /** Texts that a version of a purpose still seals, all places together. */
  countUnder(purpose: string, version: number): Promise<number>
  stop(): Promise<void>
}

/** 重新加密: brings what older versions of a key sealed under the one that is active (PLT-114). */
export function bindReseal(kernel: Kernel, keys: KeyRegister, places: readonly SealedPlace[]): Resealing {
  const { http, db, clock } = kernel
  http.bind(contract.listSealedTexts, async () => {
    const runs = new Map((await store.listLatestRuns(db)).map((row) => [row.purpose, row]))
    const purposes = [...new Set(places.map((one) => one.purpose))]
    const items = await Promise.all(
      purposes.map((purpose) => describe(kernel, places, purpose, runs.get(purpose))),
    )
    return { items: items.toSorted((a, b) => a.purpose.localeCompare(b.purpose)) }
  })
  http.bind(contract.resealTexts, async ({ params }, { principal }) => {
    const { purpose } = params
    if (!places.some((one) => one.purpose === purpose)) throw notFound('加密用途', purpose)
    const active = await findActiveKey(db, purpose, 'seal')
    const now = await describe(kernel, places, purpose, undefined)
    if (!active || now.left === 0) throw conflict('nothing-left', '没有由旧版本密钥加密的内容。')
    const run = { id: newId(), purpose, version: active.version, total: now.left, by_name: principal.name }
    if (!(await store.insertRun(db, { ...run, started_time: clock.now() })))
      throw conflict('already-running', '该用途正在重新加密。')
    return { id: run.id, total: run.total }
  })
  const queue = startWorkQueue(kernel, 'identity.reseal', (tx) => takePiece(kernel, keys, places, tx), {
    everyMs: 1_000,
  })
  return { countUnder: (purpose, version) => countUnder(kernel, places, purpose, version), stop: queue.stop }
}

async function countUnder(
  { db }: Kernel,
  places: readonly SealedPlace[],
  purpose: string,
  version: number,
): Promise<number> {
  const own = places.filter((one) => one.purpose === purpose)
  const counts = await Promise.all(own.map((place) => countByVersion(db, place)))
  return counts.reduce((sum, one) => sum + (one.get(version) ?? 0), 0)
}

async function describe(
  { db }: Kernel,
  places: readonly SealedPlace[],
  purpose: string,
  run: store.RunRow | undefined,
): Promise<contract.SealedTexts> {
  const own = places.filter((one) => one.purpose === purpose)
  const [active, ...counts] = await Promise.all([
    findActiveKey(db, purpose, 'seal'),
    ...own.map((place) => countByVersion(db, place)),
  ])
  const versions = new Map<number, number>()
  for (const one of counts) for (const [at, n] of one) versions.set(at, (versions.get(at) ?? 0) + n)
  const activeVersion = active?.version ?? null
  const older = [...versions].filter(([at]) => activeVersion !== null && at < activeVersion)
  return {
    ...{ purpose, titles: own.map((one) => one.title), activeVersion },
    versions: [...versions].sort(([a], [b]) => a - b).map(([version, texts]) => ({ version, texts })),
    left: older.reduce((sum, [, n]) => sum + n, 0),
    run: run
      ? {
          ...{ id: run.id, version: run.version, total: run.total, done: run.done, failed: run.failed },
          ...{ failure: run.failure, byName: run.by_name, startedTime: run.started_time.toISOString() },
          finishedTime: run.finished_time?.toISOString() ?? null,
        }
      : null,
  }
}

/**
 * Seals one piece anew. Reading and writing it is one transaction with the count, so that a process that is killed leaves
 * a text either as it was or sealed anew, and the next process goes on where it stopped.
 */
async function takePiece(
  { clock }: Kernel,
  keys: KeyRegister,
  places: readonly SealedPlace[],
  tx: Transaction,
): Promise<boolean> {
  const run = await store.takeRun(tx)
  if (!run) return false
  for (const place of places.filter((one) => one.purpose === run.purpose)) {
    const found = await takeOlder(tx, place, run.version, pieceTexts)
    if (found.length === 0) continue
    try {
      const texts = []
      for (const one of found)
        texts.push({ ...one, anew: await keys.seal(place.purpose, await keys.unseal(one.text)) })
      await putAnew(tx, place, texts)
      await store.addDone(tx, run.id, texts.length)
    } catch (error) {
      // A text that cannot be read stays as it is, with its key; somebody has to look at it.
      const failure = `${place.title}：${error instanceof Error ? error.message : String(error)}`
      await store.finishRun(tx, run.id, { failed: found.length, failure, now: clock.now() })
    }
    return true
  }
  await store.finishRun(tx, run.id, { failed: 0, failure: null, now: clock.now() })
  return true
}
