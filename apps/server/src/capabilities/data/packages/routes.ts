import * as contract from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { hasPermission } from '../../../kernel/access.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { ownsData } from '../catalogue/rules.ts'
import { findDataset } from '../catalogue/store.ts'
import type { GatewayParts } from '../gateway/gateway-parts.ts'
import { openForm, submitForm } from './prefill.ts'
import { type FormRow, findForm, findPackage, type PackageRow } from './store.ts'
import { fetchPackage, verify } from './use-package.ts'

/** Binds verification, bundles, filled forms and objections. */
export function bindPackages(parts: GatewayParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listServicePackages, async ({ query }) => {
    const [rows, count] = await Promise.all([
      db.query<PackageRow>(sql`SELECT * FROM data.package ORDER BY created_time DESC, id DESC
        LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`),
      db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.package`),
    ])
    return { items: rows.map((row) => toPackage(parts, row)), total: count?.n ?? 0 }
  })
  http.bind(contract.createServicePackage, ({ body }, { principal }) => createPackage(parts, principal, body))
  http.bind(contract.verifyByPackage, async ({ params, body }, { principal, traceId }) => ({
    items: await verify(parts, principal, params.code, body, traceId),
  }))
  http.bind(contract.fetchByPackage, ({ params, body }, { principal, traceId }) =>
    fetchPackage(parts, principal, params.code, body, traceId),
  )
  bindForms(parts)
  bindObjections(parts)
}

function toPackage({ identity }: GatewayParts, row: PackageRow): contract.ServicePackage {
  return {
    ...{ id: row.id, code: row.code, title: row.title, kind: row.kind, organisationId: row.organisation_id },
    organisationName: identity.findOrganisation(row.organisation_id)?.name ?? '',
    ...{
      keyTitle: row.key_title,
      parts: row.parts,
      isComplete: row.is_complete,
      needsConsent: row.needs_consent,
    },
    ...{
      limitMs: row.limit_ms,
      freshHours: row.fresh_hours,
      perMinute: row.per_minute,
      version: row.version,
    },
    createdTime: row.created_time.toISOString(),
  }
}

async function createPackage(
  parts: GatewayParts,
  principal: Principal,
  body: contract.OperationInput<typeof contract.createServicePackage>['body'],
): Promise<contract.ServicePackage> {
  const { db, clock } = parts.kernel
  const { organisationId } = principal
  for (const [i, part] of body.parts.entries())
    for (const [j, source] of part.sources.entries()) {
      if (source.kind !== 'dataset') continue
      const at = `/body/parts/${i}/sources/${j}`
      const dataset = await findDataset(db, source.datasetId)
      if (!dataset) throw invalid(`${at}/datasetId`, '没有这项数据资源')
      if (!ownsData(principal, dataset.organisation_id))
        throw forbidden(
          `“${dataset.name}”由其他单位提供，请由数据主管部门定义服务包。`,
          'outside-organisation',
        )
      for (const name of ['keyField', 'valueField'] as const)
        if (!dataset.fields.some((field) => field.name === source[name]))
          throw invalid(`${at}/${name}`, `没有信息项“${source[name]}”`)
    }
  const first = body.parts.flatMap((part) => part.sources).find((source) => source.kind === 'dataset')
  const owner = organisationId ?? (first && (await findDataset(db, first.datasetId))?.organisation_id)
  if (!owner) throw forbidden('只有单位人员可以定义服务包。', 'no-organisation')
  if (await findPackage(db, body.code)) throw conflict('code-taken', `代码 ${body.code} 已被使用。`)
  await db.query(sql`INSERT INTO data.package (id, code, title, kind, organisation_id, key_title, parts, is_complete,
      needs_consent, limit_ms, fresh_hours, per_minute, created_time)
    VALUES (${newId()}, ${body.code}, ${body.title}, ${body.kind}, ${owner}, ${body.keyTitle},
      ${JSON.stringify(body.parts)}, ${body.isComplete}, ${body.needsConsent}, ${body.limitMs}, ${body.freshHours},
      ${body.perMinute}, ${clock.now()})`)
  return toPackage(parts, (await findPackage(db, body.code)) as PackageRow)
}

function toForm(row: FormRow): contract.PrefillForm {
  return {
    ...{ id: row.id, code: row.code, title: row.title, packageCode: row.package_code, fields: row.fields },
    savedMaterials: row.saved_materials,
  }
}

function bindForms(parts: GatewayParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listPrefillForms, async ({ query }) => {
    const [rows, count] = await Promise.all([
      db.query<FormRow>(sql`SELECT f.*, p.code AS package_code FROM data.prefill_form f
        JOIN data.package p ON p.id = f.package_id ORDER BY f.created_time DESC, f.id DESC
        LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`),
      db.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM data.prefill_form`),
    ])
    return { items: rows.map(toForm), total: count?.n ?? 0 }
  })
  http.bind(contract.createPrefillForm, async ({ body }) => {
    const pack = await findPackage(db, body.packageCode)
    if (!pack) throw invalid('/body/packageCode', '没有这个服务包')
    const names = new Set(pack.parts.map((part) => part.name))
    const wrong = body.fields.findIndex((field) => field.part && !names.has(field.part))
    if (wrong >= 0) throw invalid(`/body/fields/${wrong}/part`, '服务包中没有这一项')
    if (await findForm(db, body.code)) throw conflict('code-taken', `代码 ${body.code} 已被使用。`)
    await db.query(sql`INSERT INTO data.prefill_form (id, code, title, package_id, fields, saved_materials, created_time)
      VALUES (${newId()}, ${body.code}, ${body.title}, ${pack.id}, ${JSON.stringify(body.fields)},
        ${body.savedMaterials}, ${clock.now()})`)
    return toForm((await findForm(db, body.code)) as FormRow)
  })
  http.bind(contract.openPrefill, ({ params, body }, { principal, traceId }) =>
    openForm(parts, principal, params.code, body, traceId),
  )
  http.bind(contract.submitPrefill, ({ params, body }, { principal }) =>
    submitForm(parts, principal, params.id, body.values),
  )
  http.bind(contract.getPrefillStatistics, async () => ({
    items: await db.query<
      contract.OperationOutput<typeof contract.getPrefillStatistics>['items'][number]
    >(sql`SELECT f.code, f.title, count(p.id)::int AS opened, count(p.submitted_time)::int AS submitted,
        coalesce(sum(jsonb_array_length(p.filled)), 0)::int AS "filledFields", coalesce(sum(p.edited), 0)::int AS "editedFields",
        (f.saved_materials * count(p.submitted_time))::int AS "savedMaterials"
      FROM data.prefill_form f LEFT JOIN data.prefill p ON p.form_id = f.id GROUP BY f.id ORDER BY opened DESC, f.code`),
  }))
}

interface ObjectionRow {
  id: string
  dataset_id: string | null
  dataset_name: string | null
  organisation_id: string | null
  field: string | null
  title: string
  source_value: string | null
  stated_value: string | null
  source: string
  user_name: string
  created_time: Date
  state: contract.DataObjection['state']
  answer: string | null
}

const toObjection = (row: ObjectionRow): contract.DataObjection => ({
  ...{
    id: row.id,
    datasetId: row.dataset_id,
    datasetName: row.dataset_name,
    field: row.field,
    title: row.title,
  },
  ...{
    sourceValue: row.source_value,
    statedValue: row.stated_value,
    source: row.source,
    userName: row.user_name,
  },
  ...{ createdTime: row.created_time.toISOString(), state: row.state, answer: row.answer },
})

function bindObjections(parts: GatewayParts): void {
  const { http, db, clock } = parts.kernel
  const from = sql`FROM data.objection o LEFT JOIN data.dataset d ON d.id = o.dataset_id`
  const columns = sql`o.*, d.name AS dataset_name, d.organisation_id`
  http.bind(contract.listDataObjections, async ({ query }, { principal }) => {
    const seen = hasPermission(principal, 'data.govern')
      ? sql`TRUE`
      : sql`d.organisation_id = ${principal.organisationId}`
    const where = sql`${from} WHERE ${seen} ${query.state ? sql`AND o.state = ${query.state}` : empty}`
    const [rows, count] = await Promise.all([
      db.query<ObjectionRow>(sql`SELECT ${columns} ${where} ORDER BY o.created_time DESC, o.id DESC
        LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`),
      db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${where}`),
    ])
    return { items: rows.map(toObjection), total: count?.n ?? 0 }
  })
  http.bind(contract.answerDataObjection, async ({ params, body }, { principal }) => {
    const find = () => db.first<ObjectionRow>(sql`SELECT ${columns} ${from} WHERE o.id = ${params.id}`)
    const row = await find()
    if (!row || !ownsData(principal, row.organisation_id ?? '')) throw notFound('数据异议', params.id)
    if (row.state !== 'open') throw conflict('already-decided', '该异议已答复。')
    await db.query(sql`UPDATE data.objection SET state = ${body.state}, answer = ${body.answer},
      answered_time = ${clock.now()} WHERE id = ${params.id}`)
    return toObjection((await find()) as ObjectionRow)
  })
}
