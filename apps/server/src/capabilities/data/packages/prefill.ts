import type { OperationInput, OperationOutput, openPrefill } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import type { GatewayParts } from '../gateway/gateway-parts.ts'
import { tokenOf } from '../gateway/rules.ts'
import { isSame } from './rules.ts'
import { type Filled, findForm, findPackage, type PackageRow } from './store.ts'
import { fetchParts, recordUse, requirePackage } from './use-package.ts'

/** Opens a form with what the city knows already, each value marked with where it came from. */
export async function openForm(
  parts: GatewayParts,
  principal: Principal,
  code: string,
  ask: OperationInput<typeof openPrefill>['body'],
  traceId: string,
): Promise<OperationOutput<typeof openPrefill>> {
  const startedMs = performance.now()
  const { db, clock } = parts.kernel
  const form = await findForm(db, code)
  if (!form) throw notFound('表单', code)
  const pack = await requirePackage(parts, form.package_code, { principal, consent: ask.consent, count: 1 })
  const names = new Set(form.fields.flatMap((field) => (field.part ? [field.part] : [])))
  const answer = await fetchParts(parts, pack, ask.key, names)
  const had = new Map(answer.parts.map((part) => [part.name, part]))
  const whyOf = new Map(answer.missing.map((part) => [part.name, part.why]))
  const fields = form.fields.map(({ name, title, part }) => {
    const one = part ? had.get(part) : undefined
    const origin = one && {
      ...{ source: one.source, time: one.time, isStale: one.isStale, isDisputed: one.isDisputed },
    }
    return {
      name,
      title,
      value: one?.value ?? null,
      origin: origin ?? null,
      why: (part && whyOf.get(part)) || null,
    }
  })
  const filled = form.fields.flatMap(({ name, title, part }): Filled[] => {
    const one = part ? had.get(part) : undefined
    return one && part ? [{ name, title, part, value: one.value, source: one.source }] : []
  })
  const prefillId = newId()
  await db.query(sql`INSERT INTO data.prefill (id, form_id, organisation_id, user_name, token, filled, opened_time)
    VALUES (${prefillId}, ${form.id}, ${principal.organisationId}, ${principal.name},
      ${tokenOf(ask.key, parts.tokenKey)}, ${JSON.stringify(filled)}, ${clock.now()})`)
  await recordUse(parts, pack, {
    ...{
      principal,
      traceId,
      way: 'prefill',
      purpose: ask.purpose,
      keys: [ask.key],
      answer: fields,
      startedMs,
    },
    ...{ rows: 1, fields: filled.map((one) => one.title) },
  })
  return { prefillId, fields, filled: filled.length }
}

interface PrefillRow {
  id: string
  form_id: string
  code: string
  organisation_id: string | null
  token: string
  filled: Filled[]
  submitted_time: Date | null
}

/** Takes a form back: what a person changed against its source is an objection to that source. */
export async function submitForm(
  parts: GatewayParts,
  principal: Principal,
  id: string,
  values: Record<string, string>,
): Promise<{ objections: number; filled: number }> {
  return parts.kernel.db.transaction(async (tx) => {
    const row =
      await tx.first<PrefillRow>(sql`SELECT p.id, p.form_id, f.code, p.organisation_id, p.token, p.filled,
        p.submitted_time FROM data.prefill p JOIN data.prefill_form f ON f.id = p.form_id WHERE p.id = ${id} FOR UPDATE OF p`)
    if (!row || row.organisation_id !== principal.organisationId) throw notFound('表单填写', id)
    if (row.submitted_time) throw conflict('already-submitted', '该表单已提交。')
    const form = await findForm(tx, row.code)
    const pack = (await findPackage(tx, form?.package_code ?? '')) as PackageRow
    const changed = row.filled.filter(
      ({ name, value }) => values[name] !== undefined && !isSame(values[name], value),
    )
    const now = parts.kernel.clock.now()
    for (const one of changed) {
      const sources = pack.parts.find((part) => part.name === one.part)?.sources ?? []
      const source = sources.find((each) => each.kind === 'dataset')
      await tx.query(sql`INSERT INTO data.objection (id, prefill_id, dataset_id, field, title, token, source_value,
          stated_value, source, user_name, created_time)
        VALUES (${newId()}, ${id}, ${source?.datasetId ?? null}, ${source?.valueField ?? null}, ${one.title},
          ${row.token}, ${one.value}, ${values[one.name] ?? null}, ${one.source}, ${principal.name}, ${now})`)
    }
    await tx.query(
      sql`UPDATE data.prefill SET submitted_time = ${now}, edited = ${changed.length} WHERE id = ${id}`,
    )
    return { objections: changed.length, filled: row.filled.length }
  })
}
