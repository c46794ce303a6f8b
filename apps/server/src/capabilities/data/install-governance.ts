import type { DatasetField, ItemSource, MasterModel, QualityRule } from '@civitas/contract'
import { writeDataset } from './catalogue/register-dataset.ts'
import { findDataset, findDatasetByName } from './catalogue/store.ts'
import type { DataParts } from './data-parts.ts'
import { putItem } from './feedback/item-store.ts'
import { type LineageInput, recordLineage } from './lineage/record-lineage.ts'
import * as master from './master/store.ts'
import * as quality from './quality/store.ts'
import { installStandards } from './standards/install-standards.ts'
import { insertTag, type NewTag, setTagState } from './tags/store.ts'

/** What an installation delivers of governance; datasets are meant by their names. */
export interface GovernancePlan {
  readonly elements: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly rules: ReadonlyArray<
    Omit<QualityRule, 'id' | 'datasetId' | 'isActive' | 'revision'> & { dataset: string }
  >
  readonly models: ReadonlyArray<
    Pick<MasterModel, 'name' | 'kind' | 'attributes' | 'reviewScore'> & {
      sources: ReadonlyArray<{ dataset: string; key: string; mapping: Record<string, string> }>
    }
  >
  readonly items: ReadonlyArray<
    Pick<ItemSource, 'field' | 'keyField' | 'cycle'> & {
      dataset: string
      checkers: ReadonlyArray<{ dataset: string; keyField: string; field: string }>
    }
  >
  readonly tags: ReadonlyArray<Omit<NewTag, 'datasetId'> & { dataset: string }>
  readonly lineage: ReadonlyArray<
    Omit<LineageInput, 'edges'> & { edges: ReadonlyArray<readonly [from: string, to: string]> }
  >
}

/** Puts a plan in place once, and asks for the checks and the matching it is there for. What people changed since is left. */
export async function installGovernance(parts: DataParts, plan: GovernancePlan): Promise<void> {
  await installStandards(parts)
  const { db } = parts.kernel
  if ((await master.listModels(db)).length > 0) return
  const ids = await idsOf(parts, plan)
  await db.transaction(async (tx) => {
    const now = parts.kernel.clock.now()
    for (const [name, mapping] of Object.entries(plan.elements))
      await mapColumns(parts, tx, ids.get(name), mapping)
    for (const { dataset, ...rule } of plan.rules) {
      const datasetId = ids.get(dataset)
      if (datasetId) await quality.insertRule(tx, { ...rule, datasetId }, now)
    }
    for (const name of new Set(plan.rules.map((rule) => rule.dataset))) {
      const datasetId = ids.get(name)
      if (datasetId) await quality.requestCheck(tx, datasetId, 'schedule', now)
    }
    for (const { sources, ...model } of plan.models) {
      const known = sources.flatMap(({ dataset, ...source }) => {
        const datasetId = ids.get(dataset)
        return datasetId ? [{ ...source, datasetId }] : []
      })
      const made = await master.insertModel(tx, { ...model, sources: known }, now)
      if (made) await master.requestRun(tx, made.id, now)
    }
    for (const { dataset, checkers, ...item } of plan.items) {
      const datasetId = ids.get(dataset)
      const known = checkers.flatMap(({ dataset: name, ...one }) => {
        const id = ids.get(name)
        return id ? [{ ...one, datasetId: id }] : []
      })
      if (datasetId) await putItem(tx, { ...item, datasetId, checkers: known }, now)
    }
    for (const { dataset, ...tag } of plan.tags) {
      const found = ids.has(dataset) ? await findDataset(tx, ids.get(dataset) as string) : undefined
      const made =
        found &&
        (await insertTag(tx, { ...tag, datasetId: found.id }, { organisationId: found.organisation_id, now }))
      if (made) await setTagState(tx, made.id, 'published')
    }
    for (const { edges, ...one } of plan.lineage)
      await recordLineage(parts, tx, {
        ...one,
        edges: edges.map(([from, to]) => ({ from: endOf(ids, from), to: endOf(ids, to) })),
      })
  })
}

async function idsOf(parts: DataParts, plan: GovernancePlan): Promise<Map<string, string>> {
  const ends = plan.lineage.flatMap((one) => one.edges.flat()).map((end) => end.split('.')[0] ?? '')
  const names = [
    ...Object.keys(plan.elements),
    ...plan.rules.map((one) => one.dataset),
    ...plan.models.flatMap((one) => one.sources.map((source) => source.dataset)),
    ...plan.items.flatMap((one) => [one.dataset, ...one.checkers.map((checker) => checker.dataset)]),
    ...[...plan.tags.map((one) => one.dataset), ...ends],
  ]
  const ids = new Map<string, string>()
  for (const name of new Set(names)) {
    const row = await findDatasetByName(parts.kernel.db, name)
    if (row) ids.set(name, row.id)
  }
  return ids
}

/** `户籍人口信息.birth_date` is a column; `指标:老龄化率` what is not a dataset. */
function endOf(ids: ReadonlyMap<string, string>, text: string): LineageInput['edges'][number]['from'] {
  const [name = '', field] = text.split('.')
  const id = ids.get(name)
  if (id) return { kind: 'dataset', id, ...(field ? { field } : {}) }
  const plain = name.replace(/^指标:/, '')
  return { kind: name.startsWith('指标:') ? 'indicator' : 'source', id: plain, name: plain }
}

async function mapColumns(
  parts: DataParts,
  tx: Parameters<typeof recordLineage>[1],
  id: string | undefined,
  mapping: Readonly<Record<string, string>>,
): Promise<void> {
  const dataset = id ? await findDataset(tx, id, { lock: true }) : undefined
  if (!dataset) return
  const fields = dataset.fields.map(
    (field): DatasetField => ({ ...field, element: mapping[field.name] ?? field.element ?? null }),
  )
  await writeDataset(parts, tx, dataset, { fields }, { act: 'described', userName: null })
}
