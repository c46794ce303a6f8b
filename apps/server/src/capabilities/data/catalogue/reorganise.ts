import type { Dataset } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import type { DataParts } from '../data-parts.ts'
import { writeDataset } from './register-dataset.ts'
import * as reviews from './review-store.ts'
import { findDataset } from './store.ts'

export interface Reorganisation {
  readonly fromOrganisationId: string
  readonly toOrganisationId: string
  readonly documentNumber: string
}

/** Opens a task to bring each entry of a reorganised body up to date, and tells both bodies. Answers how many. */
export async function openUpdateTasks(
  parts: DataParts,
  tx: Transaction,
  given: Reorganisation,
): Promise<number> {
  const { identity, kernel } = parts
  const [from, to] = [given.fromOrganisationId, given.toOrganisationId].map((id) =>
    identity.findOrganisation(id),
  )
  if (!from) throw invalid('/body/fromOrganisationId', '没有这个单位')
  if (!to) throw invalid('/body/toOrganisationId', '没有这个单位')
  const reason = `${given.documentNumber}：“${from.name}”职责划入“${to.name}”，请更新目录`
  const rows = await tx.query<{
    id: string
  }>(sql`SELECT d.id FROM data.dataset d WHERE d.organisation_id = ${from.id}
    AND d.state <> 'withdrawn' AND NOT EXISTS (SELECT FROM data.review r WHERE r.dataset_id = d.id AND r.kind = 'update'
      AND r.state = 'open' AND r.reason = ${reason})`)
  for (const { id } of rows)
    await reviews.insertReview(
      tx,
      { kind: 'update', dataset_id: id, step: 'bureau', reason },
      kernel.clock.now(),
    )
  if (rows.length > 0)
    parts.messaging.tell(tx, {
      key: `data.reorganised:${from.id}:${to.id}:${given.documentNumber}`,
      ...{ title: `${rows.length} 项数据资源目录待更新`, text: reason, urgency: 'normal' },
      to: [{ organisationId: from.id }, { organisationId: to.id }],
      link: '/console/data-reviews',
    })
  return rows.length
}

/** Gives an entry to another body; what asked for it is done. */
export function handOver(
  parts: DataParts,
  principal: Principal,
  id: string,
  organisationId: string,
): Promise<Dataset> {
  const organisation = parts.identity.findOrganisation(organisationId)
  if (!organisation) throw invalid('/body/organisationId', '没有这个单位')
  return parts.kernel.db.transaction(async (tx) => {
    const row = await findDataset(tx, id, { lock: true })
    if (!row) throw notFound('数据资源', id)
    await tx.query(sql`UPDATE data.dataset SET division_code = ${organisation.divisionCode} WHERE id = ${id}`)
    await reviews.closeReviewsOf(tx, id, 'update', {
      ...{
        state: 'agreed',
        note: `移交${organisation.name}`,
        by: principal.name,
        now: parts.kernel.clock.now(),
      },
    })
    return writeDataset(
      parts,
      tx,
      row,
      { organisation_id: organisationId },
      { act: 'described', userName: principal.name },
    )
  })
}
