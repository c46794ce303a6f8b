import * as contract from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { requireFaultless, requireOwn } from '../catalogue/rules.ts'
import { findDatasets } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { buildTheme } from './build-theme.ts'
import { themeFaults } from './rules.ts'
import * as store from './store.ts'

type ThemeInput = contract.OperationInput<typeof contract.createTheme>['body']

/** Binds the factory of theme databases (PLT-051). */
export function bindThemes(parts: DataParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listThemes, async ({ query }) => {
    const { items, total } = await store.listThemes(db, query)
    return { items: items.map((row) => toTheme(parts, row)), total }
  })
  http.bind(contract.createTheme, ({ body }, { principal }) => saveTheme(parts, principal, null, body))
  http.bind(contract.changeTheme, ({ params, body }, { principal }) =>
    saveTheme(parts, principal, params.id, body),
  )
  http.bind(contract.getTheme, async ({ params }) => {
    const row = await getRow(parts, params.id)
    return { theme: toTheme(parts, row), coverage: await coverageOf(parts, row) }
  })
  http.bind(contract.buildTheme, async ({ params }, { principal }) => {
    const row = await getRow(parts, params.id)
    requireOwn(principal, row.organisation_id)
    if (row.state === 'retired') throw conflict('theme-retired', '主题库已停用。')
    await buildTheme(parts, principal, row)
    return toTheme(parts, await getRow(parts, params.id))
  })
  http.bind(contract.retireTheme, async ({ params }) => {
    const row = await getRow(parts, params.id)
    await store.setState(db, row.id, 'retired')
    return toTheme(parts, { ...row, state: 'retired' })
  })
}

async function getRow({ kernel }: DataParts, id: string): Promise<store.ThemeRow> {
  const row = await store.findTheme(kernel.db, id)
  if (!row) throw notFound('主题库', id)
  return row
}

function toTheme({ identity }: DataParts, row: store.ThemeRow): contract.Theme {
  return {
    ...{ id: row.id, name: row.name, subject: row.subject, key: row.key, divisionCode: row.division_code },
    ...{ masterOf: row.master_of, attributes: row.attributes, datasetId: row.dataset_id, rows: row.rows },
    organisationId: row.organisation_id,
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    builtTime: row.built_time?.toISOString() ?? null,
    state: row.state,
  }
}

async function saveTheme(
  parts: DataParts,
  principal: Principal,
  id: string | null,
  body: ThemeInput,
): Promise<contract.Theme> {
  const known = id ? await getRow(parts, id) : undefined
  const organisationId = known?.organisation_id ?? principal.organisationId
  if (!organisationId) throw invalid('/body', '请以单位身份建立主题库')
  requireOwn(principal, organisationId)
  const given = { ...body, masterOf: body.masterOf ?? [], organisationId }
  return parts.kernel.db.transaction(async (tx) => {
    if (await store.hasName(tx, body.name, id)) throw invalid('/body/name', `已有主题库“${body.name}”`)
    requireFaultless(themeFaults(given, await store.listOthers(tx, body.key, id)))
    return toTheme(parts, await store.writeTheme(tx, id, given, parts.kernel.clock.now()))
  })
}

/** An attribute counts as delivered when one of its sources has published data. */
async function coverageOf(parts: DataParts, row: store.ThemeRow): Promise<contract.ThemeCoverage> {
  const ids = [...new Set(row.attributes.flatMap((one) => one.sources.map((source) => source.datasetId)))]
  const alive = new Set(
    (await findDatasets(parts.kernel.db, ids)).filter((one) => one.version_id).map((one) => one.id),
  )
  const isDelivered = (one: contract.ThemeAttribute) =>
    one.sources.some((source) => alive.has(source.datasetId))
  const delivered = row.attributes.filter(isDelivered).length
  return {
    attributes: row.attributes.length,
    delivered,
    percent: Math.round((delivered / row.attributes.length) * 1000) / 10,
    missing: row.attributes
      .filter((one) => !isDelivered(one))
      .map(({ name, title, organisationId }) => ({
        ...{ name, title },
        organisationName: parts.identity.findOrganisation(organisationId)?.name ?? null,
      })),
    filled: row.attributes.map(({ name, title }) => ({ name, title, percent: row.filled[name] ?? null })),
  }
}
