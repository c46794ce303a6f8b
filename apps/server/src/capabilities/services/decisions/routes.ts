import {
  evaluateDecision,
  importDecisionModel,
  listDecisionModels,
  retireDecisionModel,
  tryDecisionTable,
} from '@civitas/contract'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound, Problem } from '../../../kernel/problem.ts'
import type { ServicesParts } from '../services-parts.ts'
import { evaluateModel } from './evaluate-model.ts'
import { evaluateTable, HitPolicyError, type TableAnswer } from './evaluate-table.ts'
import { DmnError, type DmnModel, readDmn } from './read-dmn.ts'
import { findModel, insertModel, listModels, retireModel } from './store.ts'
import { tableFaults } from './table-faults.ts'

/** Decision models: imported as DMN XML, tried with made-up facts. */
export function bindDecisions({ kernel: { http, db, clock } }: ServicesParts): void {
  http.bind(importDecisionModel, async ({ body }) => {
    const now = clock.now()
    const model = { id: newId(), ...readOrRefuse(body.xml), importedTime: now.toISOString() }
    await db.transaction(async (tx) => {
      await insertModel(tx, model)
      if (!body.replaces || (await retireModel(tx, body.replaces, { by: model.id, now }))) return
      throw invalid('/body/replaces', '被替换的决策模型不存在或已停用')
    })
    return { ...model, retiredTime: null, replacedById: null }
  })
  http.bind(listDecisionModels, ({ query }) => listModels(db, query))
  http.bind(retireDecisionModel, async ({ params }) => {
    const retired = await retireModel(db, params.id, { by: null, now: clock.now() })
    const model = await findModel(db, params.id)
    if (!model) throw notFound('决策模型', params.id)
    if (!retired) throw conflict('wrong-state', '该决策模型已经停用。')
    return model
  })
  http.bind(evaluateDecision, async ({ params, body }) => {
    const model = await findModel(db, params.id)
    if (!model) throw notFound('决策模型', params.id)
    return workOrRefuse(() => evaluateModel(model.decisions, body.decision, body.facts))
  })
  http.bind(tryDecisionTable, async ({ body }) => {
    const faults = tableFaults(body.table, '/body/table')
    if (faults[0]) throw new Problem('invalid', 'invalid-input', faults[0].message, faults)
    return workOrRefuse(() => evaluateTable(body.table, body.facts))
  })
}

function workOrRefuse(work: () => TableAnswer): TableAnswer {
  try {
    return work()
  } catch (error) {
    if (error instanceof RangeError) throw invalid('/body/decision', error.message)
    if (error instanceof HitPolicyError) throw invalid('/body/facts', error.message, 'hit-policy')
    throw error
  }
}

function readOrRefuse(xml: string): DmnModel {
  try {
    return readDmn(xml)
  } catch (error) {
    if (error instanceof DmnError) throw invalid('/body/xml', error.message, 'dmn')
    throw invalid('/body/xml', '不是格式良好的 XML', 'dmn')
  }
}
