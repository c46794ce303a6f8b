import * as contract from '@civitas/contract'
import { analysisHandlers } from './analysis/handlers.ts'
import * as entries from './entries/manage-entries.ts'
import { getIndexValue, saveIndex } from './indices/manage-indices.ts'
import { readIndexVersions, readIndices } from './indices/store.ts'
import { getVitalSigns } from './indices/vital-signs.ts'
import type { ReadParts } from './read-indicators.ts'
import { freezePeriod, listPeriods } from './registry/freeze-period.ts'
import * as definitions from './registry/manage-definitions.ts'
import { listVersions, readVersions } from './registry/store.ts'
import * as targets from './targets/manage-targets.ts'

type Mark = (ids: readonly string[]) => void

/** Binds the registry, reported values, targets, indices and analysis. */
export function bindRegistry(parts: ReadParts, mark: Mark): void {
  bindDefinitions(parts)
  bindEntries(parts, mark)
  bindTargets(parts)
  bindIndices(parts)
  analysisHandlers(parts)
}

function bindDefinitions(parts: ReadParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listDefinitions, ({ query }) => listVersions(db, query))
  http.bind(contract.getDefinition, async ({ params }) => ({ versions: await readVersions(db, params.code) }))
  http.bind(contract.saveDefinition, ({ params, body }, { principal }) =>
    definitions.saveDefinition(parts, params.code, body, principal),
  )
  http.bind(contract.activateDefinition, ({ params }) => definitions.activateDefinition(parts, params.code))
  http.bind(contract.retireDefinition, ({ params, body }) =>
    definitions.retireDefinition(parts, params.code, body.reason),
  )
  http.bind(contract.forgetDefinitionDraft, ({ params }) => definitions.forgetDraft(parts, params.code))
  http.bind(contract.previewExpression, ({ body }, { principal }) =>
    definitions.previewExpression(parts, body, principal),
  )
  http.bind(contract.freezePeriod, ({ params, body }, { principal }) =>
    freezePeriod(parts, params.id, body, principal),
  )
  http.bind(contract.listPeriods, ({ params, query }, { principal }) =>
    listPeriods(parts, params.id, query.division, principal),
  )
}

function bindEntries(parts: ReadParts, mark: Mark): void {
  const { http } = parts.kernel
  http.bind(contract.listEntries, ({ query }, { principal }) => entries.listValues(parts, query, principal))
  http.bind(contract.reportEntry, ({ body }, { principal }) => entries.reportValue(parts, body, principal))
  http.bind(contract.reviewEntry, ({ params, body }, { principal }) =>
    entries.reviewValue(parts, params.id, body, principal, mark),
  )
  http.bind(contract.getEntryEvidence, async ({ params }, { principal, reply }) => {
    const { name, content } = await entries.getEvidence(parts, params.id, principal)
    reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
    return content as unknown as string
  })
  http.bind(contract.listLateEntries, () => entries.listLate(parts))
  http.bind(contract.compareSources, ({ params, query }, { principal }) =>
    entries.compareEntrySources(parts, params.id, query, principal),
  )
}

function bindTargets(parts: ReadParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listTargets, ({ query }, { principal }) => targets.listTargets(parts, query, principal))
  http.bind(contract.importTargets, ({ body }) =>
    db.transaction((tx) => targets.importTargets(tx, body.tsv, new Map())),
  )
  http.bind(contract.exportTargets, () => targets.exportTargets(parts))
  http.bind(contract.bindTarget, ({ params, body }, { principal }) =>
    targets.bindTarget(parts, params.id, body.indicator, principal),
  )
}

function bindIndices(parts: ReadParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listIndices, () => readIndices(db))
  http.bind(contract.saveIndex, ({ params, body }) => saveIndex(parts, params.id, body))
  http.bind(contract.listIndexVersions, ({ params }) => readIndexVersions(db, params.id))
  http.bind(contract.getIndexValue, ({ params, query }, { principal }) =>
    getIndexValue(parts, params.id, query, principal),
  )
  http.bind(contract.getVitalSigns, ({ query }, { principal }) =>
    getVitalSigns(parts, query.division, principal),
  )
}
