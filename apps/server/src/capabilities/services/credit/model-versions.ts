import type { CreditModelVersion, CreditWeight } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, notFound } from '../../../kernel/problem.ts'
import type { ServicesParts } from '../services-parts.ts'
import { declaredModel, itemTitle } from './catalogue.ts'
import * as store from './model-store.ts'
import { backTest, requireItems } from './models.ts'

/** Writes a version of a model; it is tried on past facts at once, so that whoever publishes sees what it would do. */
export async function draft(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  body: { asOf: string; months: number; weights: CreditWeight[]; reason: string },
): Promise<CreditModelVersion> {
  const { db, clock } = parts.kernel
  const model = declaredModel(parts, id)
  requireItems(parts, body.weights)
  const tested = await backTest(parts, model.id, body)
  const row = await db.transaction((tx) =>
    store.insertVersion(tx, {
      ...{ id: newId(), model_id: model.id, weights: body.weights, reason: body.reason, back_test: tested },
      ...{ written_by: principal.userId, written_by_name: principal.name, written_time: clock.now() },
      declared: model.version,
    }),
  )
  return toVersion(parts, principal, row)
}

export async function list(
  parts: ServicesParts,
  principal: Principal,
  page: { state?: string; limit?: number; offset?: number },
) {
  const { items, total } = await store.listVersions(parts.kernel.db, page)
  return { items: items.map((row) => toVersion(parts, principal, row)), total }
}

/** Somebody else publishes what one wrote; it is entered in the ledger with its weights. */
export async function decide(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  publish: boolean,
): Promise<CreditModelVersion> {
  const { db, clock } = parts.kernel
  const row = await db.transaction(async (tx) => {
    const found = await store.findVersion(tx, id)
    if (!found) throw notFound('信用模型版本', id)
    if (found.state !== 'draft') throw conflict('wrong-state', '该版本已经发布或放弃。')
    if (publish && found.written_by === principal.userId)
      throw forbidden('自己编制的模型版本须由他人发布。', 'own-model')
    if (publish)
      await parts.ledger.append(tx, {
        ...{ kind: 'credit-model', subjectId: found.id },
        payload: { modelId: found.model_id, version: found.version, weights: found.weights },
      })
    return store.decideVersion(tx, {
      ...{ id, modelId: found.model_id, publish, byName: principal.name, now: clock.now() },
    })
  })
  return toVersion(parts, principal, row)
}

function toVersion(parts: ServicesParts, principal: Principal, row: store.VersionRow): CreditModelVersion {
  return {
    ...{ id: row.id, modelId: row.model_id, version: row.version, reason: row.reason, state: row.state },
    modelTitle: declaredModel(parts, row.model_id).title.zh,
    weights: row.weights.map((one) => ({ ...one, title: itemTitle(parts, one.itemId) })),
    backTest: row.back_test,
    ...{ writtenByName: row.written_by_name, writtenByMe: row.written_by === principal.userId },
    writtenTime: row.written_time.toISOString(),
    decidedByName: row.decided_by_name,
    decidedTime: row.decided_time?.toISOString() ?? null,
  }
}
