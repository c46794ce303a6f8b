import type { MasterModel, MasterPair, MasterRecord, MasterRoot } from '@civitas/contract'
import * as contract from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import type { Queryable } from '../../../kernel/db/database.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { startWorkQueue } from '../../../kernel/work-queue.ts'
import { findDataset } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { shownValue } from '../tables/masking.ts'
import { goldenOf } from './golden.ts'
import { markOfSource } from './mark-of-source.ts'
import { mergeRoots, splitRoot } from './move-records.ts'
import { runNextMatching } from './run-matching.ts'
import * as store from './store.ts'

/** Binds master data. Answers the queue that matches. */
export function bindMaster(parts: DataParts): { stop(): Promise<void> } {
  bindModels(parts)
  bindPairs(parts)
  bindRoots(parts)
  return startWorkQueue(parts.kernel, 'data.master', (tx) => runNextMatching(parts, tx), { everyMs: 1_000 })
}

function bindModels(parts: DataParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listMasterModels, () => store.listModels(db))
  http.bind(contract.createMasterModel, async ({ body }) => {
    for (const [i, source] of body.sources.entries()) {
      const dataset = await findDataset(db, source.datasetId)
      if (!dataset) throw invalid(`/body/sources/${i}/datasetId`, '没有这个数据资源')
      const names = new Set(dataset.fields.map((field) => field.name))
      for (const name of [source.key, ...Object.values(source.mapping)])
        if (!names.has(name))
          throw invalid(`/body/sources/${i}/mapping`, `“${dataset.name}”没有信息项“${name}”`)
    }
    const model = await store.insertModel(db, body, clock.now())
    if (!model) throw conflict('name-taken', '已有同名的主数据模型。')
    return model
  })
  http.bind(contract.startMatching, async ({ params }) => {
    await requireModel(db, params.id)
    return store.toRun(await store.requestRun(db, params.id, clock.now()))
  })
  http.bind(contract.listMasterRuns, ({ params, query }) => store.listRuns(db, params.id, query))
}

async function requireModel(db: Queryable, id: string): Promise<MasterModel> {
  const model = await store.findModel(db, id)
  if (!model) throw notFound('主数据模型', id)
  return model
}

const sensitiveRoles: Record<contract.MasterRole, contract.SensitiveKind | null> = {
  ...{ 'citizen-id': 'citizen-id', uscc: 'uscc', name: 'person-name', 'birth-date': 'birth-date' },
  ...{ phone: 'phone', address: 'address', other: null },
}

/** Values and keys of sources as the caller may see them: of persons partly, unless they may see that plain. */
function shownTo({ tokenKey }: DataParts, principal: Principal, model: MasterModel) {
  const roles = new Map(model.attributes.map(({ name, role }) => [name, role]))
  const plain = hasPermission(principal, 'data.unmask') || model.kind !== 'person'
  const isTelling = (attribute: string) => sensitiveRoles[roles.get(attribute) ?? 'other'] !== null
  // Sources whose rows are told apart by something of the person, such as the number.
  const telling = new Set(
    model.sources
      .filter(({ key, mapping }) =>
        Object.entries(mapping).some(([to, from]) => from === key && isTelling(to)),
      )
      .map((source) => source.datasetId),
  )
  return {
    value: (attribute: string, value: string) =>
      plain ? value : shownValue(value, sensitiveRoles[roles.get(attribute) ?? 'other']),
    source: (row: store.RecordRow) =>
      plain || !telling.has(row.dataset_id) ? row.source_id : markOfSource(tokenKey, row),
  }
}

type Shown = ReturnType<typeof shownTo>

function toRecord(row: store.RecordRow, shown: Shown): MasterRecord {
  const values = Object.entries(row.values).map(([name, value]) => [
    name,
    value === null ? null : shown.value(name, value),
  ])
  return {
    ...{
      datasetId: row.dataset_id,
      datasetName: row.dataset_name,
      sourceId: shown.source(row),
      rootId: row.root_id,
    },
    values: Object.fromEntries(values),
    seenTime: row.seen_time.toISOString(),
  }
}

function goldenFor(
  model: MasterModel,
  rows: readonly store.RecordRow[],
  shown: Shown,
): contract.GoldenValue[] {
  return goldenOf(model, rows).map((one) => ({
    ...one,
    value: one.value === null ? null : shown.value(one.attribute, one.value),
    alternatives: one.alternatives.map((other) => ({
      ...other,
      value: shown.value(one.attribute, other.value),
    })),
  }))
}

function bindPairs(parts: DataParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listMasterPairs, async ({ params, query }, { principal }) => {
    const model = await requireModel(db, params.id)
    const { items, total } = await store.listPairs(db, params.id, query)
    const shown = shownTo(parts, principal, model)
    const all: MasterPair[] = []
    for (const row of items) all.push(await toPair(db, row, shown))
    return { items: all, total }
  })
  http.bind(contract.decideMasterPair, ({ params, body }, { principal }) =>
    db.transaction(async (tx) => {
      const pair = await store.findPair(tx, params.id)
      if (!pair) throw notFound('疑似重复', params.id)
      if (pair.state !== 'waiting') throw conflict('decided', '已有判定。')
      const model = await requireModel(tx, pair.model_id)
      const hand = { userName: principal.name, reason: body.reason }
      const [left, right] = await recordsOfPair(tx, pair)
      if (body.isSame && left.root_id !== right.root_id)
        await mergeRoots(parts, tx, { intoId: left.root_id, mergedId: right.root_id }, hand)
      const state = body.isSame ? ('same' as const) : ('different' as const)
      await store.decidePair(tx, params.id, { ...hand, state, now: clock.now() })
      return toPair(
        tx,
        (await store.findPair(tx, params.id)) as store.PairRow,
        shownTo(parts, principal, model),
      )
    }),
  )
}

async function recordsOfPair(
  db: Queryable,
  pair: store.PairRow,
): Promise<[store.RecordRow, store.RecordRow]> {
  const left = await store.findRecord(db, pair.model_id, {
    datasetId: pair.left_dataset,
    sourceId: pair.left_source,
  })
  const right = await store.findRecord(db, pair.model_id, {
    datasetId: pair.right_dataset,
    sourceId: pair.right_source,
  })
  if (!left || !right) throw conflict('record-gone', '来源记录已不存在，请重新匹配。')
  return [left, right]
}

async function toPair(db: Queryable, row: store.PairRow, shown: Shown): Promise<MasterPair> {
  const [left, right] = await recordsOfPair(db, row)
  return {
    ...{ id: row.id, modelId: row.model_id, score: row.score, evidence: row.evidence, state: row.state },
    ...{
      left: toRecord(left, shown),
      right: toRecord(right, shown),
      userName: row.user_name,
      reason: row.reason,
    },
  }
}

function bindRoots(parts: DataParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listMasterRoots, async ({ params, query }, { principal }) => {
    const model = await requireModel(db, params.id)
    const { items, total } = await store.listRoots(db, params.id, query)
    const rows = await store.recordsOfRoots(
      db,
      items.map((one) => one.root_id),
    )
    const shown = shownTo(parts, principal, model)
    return {
      total,
      items: items.map(({ root_id: id, n }) => {
        const golden = goldenFor(
          model,
          rows.filter((row) => row.root_id === id),
          shown,
        )
        return { id, records: n, golden: Object.fromEntries(golden.map((one) => [one.attribute, one.value])) }
      }),
    }
  })
  http.bind(contract.getMasterRoot, ({ params }, { principal }) => showRoot(parts, db, principal, params.id))
  http.bind(contract.resolveMasterSource, async ({ params, query }) => {
    const row = await store.findRecord(db, params.id, { datasetId: query.dataset, sourceId: query.sourceId })
    if (!row) throw notFound('来源记录', query.sourceId)
    return { rootId: row.root_id }
  })
  http.bind(contract.mergeMasterRoots, ({ params, body }, { principal }) =>
    db.transaction(async (tx) => {
      const hand = { userName: principal.name, reason: body.reason }
      await mergeRoots(parts, tx, { intoId: params.id, mergedId: body.mergedId }, hand)
      return showRoot(parts, tx, principal, params.id)
    }),
  )
  http.bind(contract.splitMasterRoot, ({ params, body }, { principal }) =>
    db.transaction(async (tx) => {
      const hand = { userName: principal.name, reason: body.reason }
      const root = await splitRoot(parts, tx, { rootId: params.id, ...body }, hand)
      return showRoot(parts, tx, principal, root)
    }),
  )
}

/** A root; one that was merged away shows what it is part of now. */
async function showRoot(
  parts: DataParts,
  db: Queryable,
  principal: Principal,
  id: string,
): Promise<MasterRoot> {
  let root = id
  let rows = await store.recordsOfRoots(db, [root])
  for (let hops = 0; rows.length === 0 && hops < 20; hops++) {
    const next = await store.leadsTo(db, root)
    if (!next) break
    root = next
    rows = await store.recordsOfRoots(db, [root])
  }
  const first = rows[0]
  if (!first) throw notFound('主数据', id)
  const model = await requireModel(db, first.model_id)
  const shown = shownTo(parts, principal, model)
  const moves = (await store.listMoves(db, root)).map((move) => ({
    ...{ id: move.id, act: move.act, fromRoot: move.from_root, toRoot: move.to_root, reason: move.reason },
    ...{ userName: move.user_name, time: move.time.toISOString(), isUndone: move.undone_time !== null },
  }))
  return {
    ...{ id: root, modelId: model.id, golden: goldenFor(model, rows, shown), moves },
    records: rows.map((row) => toRecord(row, shown)),
  }
}
