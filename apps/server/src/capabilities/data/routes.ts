import * as contract from '@civitas/contract'
import { changeDataset, createDataset, eyesOf, getDatasetRow } from './catalogue/register-dataset.ts'
import * as catalogue from './catalogue/store.ts'
import type { DataParts } from './data-parts.ts'
import { lookAtRows } from './tables/look-at-rows.ts'
import { publishVersionAs } from './tables/publish-version.ts'
import * as tables from './tables/store.ts'

/** Binds the catalogue and its tables. */
export function bindRoutes(parts: DataParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listDatasets, async ({ query }, { principal }) => {
    const { items, total } = await catalogue.listDatasets(db, query, eyesOf(principal), clock.now())
    return { items: items.map((row) => catalogue.toDataset(parts, row)), total }
  })
  http.bind(contract.getDataset, async ({ params }, { principal }) =>
    catalogue.toDataset(parts, await getDatasetRow(parts, principal, params.id)),
  )
  http.bind(contract.createDataset, ({ body }, { principal }) => createDataset(parts, principal, body))
  http.bind(contract.changeDataset, ({ params, body }, { principal }) =>
    changeDataset(parts, principal, params.id, body),
  )
  http.bind(contract.listDatasetVersions, async ({ params, query }, { principal }) => {
    await getDatasetRow(parts, principal, params.id)
    const { items, total } = await tables.listVersions(db, params.id, query)
    return { items: items.map(tables.toVersion), total }
  })
  http.bind(contract.readDatasetRows, ({ params, body }, { principal }) =>
    lookAtRows(parts, principal, params.id, body),
  )
  http.bind(contract.publishDatasetVersion, ({ params }, { principal }) =>
    publishVersionAs(parts, principal, params.id),
  )
}
