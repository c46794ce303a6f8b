import { indicatorChanged, versionPublished } from '@civitas/contract'
import { newId } from '../../../kernel/ids.ts'
import { findDataset, findDatasetByName } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { recordLineage, recordRun } from '../lineage/record-lineage.ts'
import { datasetReader, fieldsOf } from './read-figures.ts'

/**
 * Lets indicators count rows of datasets: a new version has them computed anew, and each new value leaves its lineage,
 * from the columns and the version it was computed from.
 */
export function followFigures(parts: DataParts): void {
  const { indicators, kernel } = parts
  indicators.readDatasetsWith(datasetReader(parts))
  kernel.messages.subscribe('data.figures-of-version', versionPublished, async (tx, { body }) => {
    const dataset = await findDataset(tx, body.datasetId)
    if (dataset) tx.afterCommit(() => indicators.datasetChanged(dataset.name))
  })
  kernel.messages.subscribe(
    'data.lineage-of-figures',
    indicatorChanged,
    async (tx, { body }) => {
      const found = indicators.findDatasetUses(body.id)
      if (!found) return
      const to = { kind: 'indicator' as const, id: body.id, name: found.title }
      const inputs = []
      const edges = []
      for (const formula of found.uses) {
        const dataset = await findDatasetByName(tx, formula.dataset)
        if (!dataset?.version_id) continue
        inputs.push({ kind: 'dataset' as const, id: dataset.id, state: dataset.version_id })
        for (const field of fieldsOf(formula))
          edges.push({ from: { kind: 'dataset' as const, id: dataset.id, field }, to })
      }
      const viaName = '指标计算'
      await recordLineage(parts, tx, { via: `indicator:${body.id}`, viaName, edges })
      const outputs = [{ ...to, state: dayOf(body.value.time) }]
      await recordRun(parts, tx, { runId: newId(), viaName, outputs, inputs })
    },
    { when: (body) => body.value.value !== null && indicators.findDatasetUses(body.id) !== undefined },
  )
}

/** The day of an instant in the city, as lineage names the state of an indicator. */
const dayOf = (time: string) => new Date(Date.parse(time) + 8 * 3_600_000).toISOString().slice(0, 10)
