import type { DataApplication, DataGrant } from '@civitas/contract'
import type { DataParts } from '../data-parts.ts'
import { dayOf, grantStateOf } from './rules.ts'
import type { ApplicationRow, GrantRow } from './store.ts'

export function toApplication({ identity, kernel }: DataParts, row: ApplicationRow): DataApplication {
  const name = (id: string) => identity.findOrganisation(id)?.name ?? ''
  return {
    ...{ id: row.id, number: row.number, kind: row.kind, datasetId: row.dataset_id, datasetCode: row.code },
    ...{ datasetName: row.dataset_name, providerId: row.provider_id, providerName: name(row.provider_id) },
    ...{ organisationId: row.organisation_id, organisationName: name(row.organisation_id) },
    ...{
      userName: row.user_name,
      fields: row.fields,
      fieldTitles: row.titles,
      plain: row.plain,
      rowFilter: row.row_filter,
    },
    ...{ purpose: row.purpose, scene: row.scene, from: row.from_day, to: row.to_day, delivery: row.delivery },
    ...{
      legalBasis: row.legal_basis,
      byConsent: row.by_consent,
      state: row.state,
      submittedTime: row.submitted_time.toISOString(),
    },
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
    ...{
      delivery: row.delivery,
      byConsent: row.by_consent,
      state: grantStateOf(row, dayOf(kernel.clock.now())),
    },
    createdTime: row.created_time.toISOString(),
    withdrawnReason: row.withdrawn_reason,
    lastUsedTime: row.last_used_time?.toISOString() ?? null,
  }
}
