import * as contract from '@civitas/contract'
import { notFound } from '../../../kernel/problem.ts'
import { startWorkQueue } from '../../../kernel/work-queue.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { refreshNext } from './anchors.ts'
import { propose, resume, sign, stop } from './sign.ts'
import * as store from './store.ts'
import { verifyForeign } from './verify.ts'

/** Binds 互认 between cities and the verification of what they give (SOC-122). */
export function bindRecognition(parts: ServicesParts): { stop(): Promise<void> } {
  const { http, db, clock } = parts.kernel
  const show = async (id: string) => {
    const row = await store.findRecognition(db, id)
    if (!row) throw notFound('互认对照', id)
    return toRecognition(row)
  }
  http.bind(contract.listRecognitions, async ({ query }) => {
    const { items, total } = await store.listRecognitions(db, query)
    return { items: items.map(toRecognition), total }
  })
  http.bind(contract.listRecognised, async ({ query }) => {
    const day = dayOf(clock.now())
    const { items, total } = await store.listRecognitions(db, { ...query, day, state: 'active' })
    return {
      items: items.map(toRecognition).map((one) => ({
        ...{ id: one.id, systemId: one.systemId, systemName: one.systemName, kind: one.kind },
        foreignTitle: one.foreignTitle,
        ...{ localTitle: one.localTitle, scenes: one.scenes, limits: one.limits, validUntil: one.validUntil },
      })),
      total,
    }
  })
  http.bind(contract.proposeRecognition, async ({ body }, { principal }) =>
    show(await propose(parts, principal, body)),
  )
  http.bind(contract.signRecognition, async ({ params }, { principal }) => {
    await sign(parts, principal, params.id)
    return show(params.id)
  })
  http.bind(contract.stopRecognition, async ({ params, body }) => {
    await stop(parts, params.id, body)
    return show(params.id)
  })
  http.bind(contract.resumeRecognition, async ({ params }, { principal }) => {
    await resume(parts, principal, params.id)
    return show(params.id)
  })
  http.bind(contract.verifyForeign, ({ body }, { principal }) => verifyForeign(parts, principal, body))
  http.bind(contract.listForeignChecks, async ({ query }) => {
    const { items, total } = await store.listChecks(db, query)
    return { items: items.map(toCheck), total }
  })
  return startWorkQueue(parts.kernel, 'services.anchors', (tx) => refreshNext(parts, tx), { everyMs: 1_000 })
}

function toRecognition(row: store.RecognitionRow): contract.Recognition {
  return {
    ...{ id: row.id, systemId: row.system_id, systemName: row.system_name, kind: row.kind },
    ...{ foreignCode: row.foreign_code, foreignTitle: row.foreign_title, localCode: row.local_code },
    ...{ localTitle: row.local_title, assurance: row.assurance, fields: row.fields, scenes: row.scenes },
    ...{ limits: row.limits, version: row.version, state: row.state, reason: row.reason },
    ...{ isResuming: row.resume_by !== null, validFrom: row.valid_from, validUntil: row.valid_until },
    ...{ signedBy: row.signed_by, changedTime: row.changed_time.toISOString() },
  }
}

function toCheck(row: store.CheckRow & { system_name: string }): contract.ForeignCheck {
  return {
    ...{ id: row.id, systemName: row.system_name, kind: row.kind, typeCode: row.type_code },
    ...{ holder: row.holder, scene: row.scene, outcome: row.outcome, reason: row.reason, text: row.text },
    ...{ isOffline: row.offline, userName: row.user_name, time: row.time.toISOString() },
  }
}
