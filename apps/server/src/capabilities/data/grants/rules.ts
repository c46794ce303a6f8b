import type { DataApplication, DataGrant, MaskKind } from '@civitas/contract'
import type { DatasetRow } from '../catalogue/store.ts'
import type { DataParts } from '../data-parts.ts'
import { maskOf, type RowAccess } from '../tables/row-access.ts'
import type { ApplicationRow, GrantRow } from './store.ts'

/** Working days a provider has to answer a request for conditional data, 国发〔2016〕51号. */
export const replyLimitDays = 10

/** Calendar day in Asia/Shanghai. */
export function dayOf(time: Date): string {
  return new Date(time.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
}

/** How each granted field is shown: masked where it tells of somebody, unless it was granted plain. */
export function grantedMasks(
  dataset: Pick<DatasetRow, 'fields'>,
  fields: readonly string[],
  plain: readonly string[],
): Record<string, MaskKind> {
  const asked = new Set(fields)
  return Object.fromEntries(
    dataset.fields
      .filter((field) => asked.has(field.name))
      .map((field) => [field.name, plain.includes(field.name) ? 'none' : maskOf(field)]),
  )
}

/** What a grant lets its holder see. */
export function accessOfGrant(grant: Pick<GrantRow, 'fields'>): RowAccess {
  return new Map(Object.entries(grant.fields))
}

export function grantStateOf(
  grant: Pick<GrantRow, 'withdrawn_time' | 'from_day' | 'to_day'>,
  day: string,
): DataGrant['state'] {
  if (grant.withdrawn_time) return 'withdrawn'
  if (day < grant.from_day) return 'pending'
  return day > grant.to_day ? 'expired' : 'active'
}

export function toApplication({ identity, kernel }: DataParts, row: ApplicationRow): DataApplication {
  const name = (id: string) => identity.findOrganisation(id)?.name ?? ''
  return {
    ...{ id: row.id, number: row.number, kind: row.kind, datasetId: row.dataset_id, datasetCode: row.code },
    ...{ datasetName: row.dataset_name, providerId: row.provider_id, providerName: name(row.provider_id) },
    ...{ organisationId: row.organisation_id, organisationName: name(row.organisation_id) },
    ...{ userName: row.user_name, fields: row.fields, plain: row.plain, rowFilter: row.row_filter },
    ...{ purpose: row.purpose, scene: row.scene, from: row.from_day, to: row.to_day, delivery: row.delivery },
    ...{ legalBasis: row.legal_basis, state: row.state, submittedTime: row.submitted_time.toISOString() },
    dueTime: row.due_time?.toISOString() ?? null,
    dueDay: row.due_time ? dayOf(row.due_time) : null,
    isOverdue: row.state === 'waiting' && row.due_time !== null && row.due_time < kernel.clock.now(),
    answeredTime: row.answered_time?.toISOString() ?? null,
    grantId: row.grant_id,
    steps: row.steps.map((step) => ({ ...step, time: new Date(step.time).toISOString() })),
  }
}

export function toGrant({ identity, kernel }: DataParts, row: GrantRow): DataGrant {
  const name = (id: string) => identity.findOrganisation(id)?.name ?? ''
  return {
    ...{ id: row.id, number: row.number, applicationId: row.application_id, datasetId: row.dataset_id },
    ...{ datasetCode: row.code, datasetName: row.dataset_name, providerId: row.provider_id },
    ...{ providerName: name(row.provider_id), organisationId: row.organisation_id },
    organisationName: name(row.organisation_id),
    fields: Object.entries(row.fields).map(([field, shown]) => ({
      ...{ name: field, title: row.titles[field] ?? field, shown },
    })),
    ...{
      rowFilter: row.row_filter,
      purpose: row.purpose,
      scene: row.scene,
      from: row.from_day,
      to: row.to_day,
    },
    ...{ delivery: row.delivery, state: grantStateOf(row, dayOf(kernel.clock.now())) },
    createdTime: row.created_time.toISOString(),
    withdrawnReason: row.withdrawn_reason,
    lastUsedTime: row.last_used_time?.toISOString() ?? null,
  }
}
