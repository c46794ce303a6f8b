import type { OperationInput, OperationOutput, runDataModel } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import type { DataParts } from '../data-parts.ts'
import { quoteName } from '../tables/duck.ts'
import { listUsable, tokenSuffix, type UsableTable } from './access.ts'
import { type CommonModel, commonModels } from './models.ts'
import { runQuery } from './run-query.ts'

type Inputs = OperationInput<typeof runDataModel>['body']['inputs']

const findings = 10_000

/** Runs a model over tables of the caller: every one of them must be the caller’s or granted. */
export async function runModel(
  parts: DataParts,
  principal: Principal,
  id: string,
  inputs: Inputs,
  signal?: AbortSignal,
): Promise<OperationOutput<typeof runDataModel>> {
  const model = commonModels.find((one) => one.id === id)
  if (!model) throw notFound('模型', id)
  const chosen = new Map<string, UsableTable>()
  for (const { name, title } of model.inputs) {
    const given = inputs[name]
    if (!given) throw invalid(`/body/inputs/${name}`, `请为“${title}”选择数据表`)
    const { items } = await listUsable(parts, principal, { ids: [given.datasetId] })
    const [table] = items
    if (!table) throw forbidden(`无权限：“${title}”所选的数据未获授权。`, 'table-not-granted')
    chosen.set(name, table)
  }
  // A model that begins with names of its own goes on after those of its inputs.
  const own = model.sql.replace(/^WITH (RECURSIVE )?/, ', ')
  const sql = `WITH RECURSIVE ${withInputs(model, inputs, chosen)} ${own}`
  const answer = await runQuery(parts, principal, {
    ...{ sql, limit: findings, tables: distinct([...chosen.values()]) },
    ...(signal ? { signal } : {}),
  })
  const { sql: _, ...declared } = model
  const computedTime = parts.kernel.clock.now().toISOString()
  return { ...answer, model: declared, computedTime, detail: { findings: answer.rows.length } }
}

function distinct(tables: readonly UsableTable[]): UsableTable[] {
  return [...new Map(tables.map((one) => [one.dataset.id, one])).values()]
}

/** The inputs of the model as names over the chosen tables; a masked column is compared by its token. */
function withInputs(model: CommonModel, inputs: Inputs, chosen: ReadonlyMap<string, UsableTable>): string {
  const views = model.inputs.map(({ name, title, columns }) => {
    const table = chosen.get(name) as UsableTable
    const list = columns.map((column) => {
      const path = `/body/inputs/${name}/columns/${column.name}`
      const from = inputs[name]?.columns[column.name]
      const shown = from ? table.access.get(from) : undefined
      if (!from || !shown) throw invalid(path, `请为“${title}”的“${column.title}”选择信息项`)
      const source = column.name === 'person' && shown !== 'none' ? `${from}${tokenSuffix}` : from
      return `${quoteName(source)} AS ${quoteName(column.name)}`
    })
    return `${quoteName(name)} AS (SELECT ${list.join(', ')} FROM ${quoteName(table.dataset.name)})`
  })
  return views.join(', ')
}
