import { type Dataset, type DatasetField, datasetChanged } from '@civitas/contract'
import { findDataset, findDatasets } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { giveTask } from '../govern-tasks/give-task.ts'
import { readLineage } from './read-lineage.ts'
import * as store from './store.ts'

type Change = store.SchemaChangeRow['changes'][number]

/** What is different between two lists of columns. */
export function compareFields(before: readonly DatasetField[], after: readonly DatasetField[]): Change[] {
  const old = new Map(before.map((field) => [field.name, field]))
  const now = new Set(after.map((field) => field.name))
  const changes: Change[] = before
    .filter((field) => !now.has(field.name))
    .map((field) => ({ field: field.name, what: 'removed', before: field.title, after: null }))
  for (const field of after) {
    const was = old.get(field.name)
    const add = (what: Change['what'], from: string | null, to: string | null) =>
      changes.push({ field: field.name, what, before: from, after: to })
    if (!was) add('added', null, field.title)
    else {
      if (was.type !== field.type) add('type', was.type, field.type)
      if (was.title !== field.title) add('title', was.title, field.title)
      if (Boolean(was.isKey) !== Boolean(field.isKey))
        add('key', String(Boolean(was.isKey)), String(Boolean(field.isKey)))
    }
  }
  return changes
}

const words: Record<Change['what'], string> = {
  ...{ added: '新增', removed: '删除', type: '类型变更', title: '名称变更', key: '主键变更' },
}

/** Notes every change of columns and tells those whose data are made from them. */
export function watchSchemas(parts: DataParts): void {
  const { kernel } = parts
  kernel.messages.subscribe(
    'data.watch-schemas',
    datasetChanged,
    async (tx, { body }) => {
      const [before, after] = await store.readRevisions<Dataset>(tx, body.datasetId, [
        body.revision - 1,
        body.revision,
      ])
      const dataset = await findDataset(tx, body.datasetId)
      if (!before || !after || !dataset) return
      const changes = compareFields(before.body.fields, after.body.fields)
      if (changes.length === 0) return
      const change = { datasetId: body.datasetId, revision: body.revision, changes }
      if (!(await store.insertSchemaChange(tx, change, kernel.clock.now()))) return
      const { nodes } = await readLineage(parts, {
        kind: 'dataset',
        id: dataset.id,
        direction: 'downstream',
        depth: 12,
      })
      const below = [
        ...new Set(nodes.filter((one) => one.kind === 'dataset' && one.level > 0).map((one) => one.id)),
      ]
      const owners = new Map((await findDatasets(tx, below)).map((one) => [one.organisation_id, one.name]))
      owners.set(dataset.organisation_id, dataset.name)
      const told = changes.map((one) => `${words[one.what]}“${one.field}”`).join('、')
      for (const [organisationId, name] of owners)
        await giveTask(parts, tx, {
          key: `schema:${dataset.id}:${body.revision}:${organisationId}`,
          ...{ kind: 'schema-change', subjectId: dataset.id, datasetId: dataset.id, organisationId },
          title: `结构变更：${dataset.name}`,
          text: `${dataset.name}的信息项有变更：${told}。请核对“${name}”的加工、质量规则与接口。`,
          link: `/console/lineage?kind=dataset&id=${dataset.id}`,
        })
    },
    { when: (body) => body.act === 'fields' },
  )
}
