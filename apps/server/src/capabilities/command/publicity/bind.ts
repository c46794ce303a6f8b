import * as contract from '@civitas/contract'
import { notFound } from '../../../kernel/problem.ts'
import { findIncident } from '../incidents/store.ts'
import type { CommandParts } from '../parts.ts'
import { changeNotice, decideNotice, draftNotice, toNotice } from './keep-notice.ts'
import { listNotices } from './store.ts'

export function bindPublicity(parts: CommandParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listPublicNotices, async ({ params }, { principal }) => {
    const incident = await findIncident(db, params.id, { scope: principal.scope })
    if (!incident) throw notFound('突发事件', params.id)
    const rows = await listNotices(db, params.id)
    return rows.map((row) => toNotice(row, incident.version, principal.userId))
  })
  http.bind(contract.draftPublicNotice, ({ params }, { principal }) =>
    db.transaction((tx) => draftNotice(parts, tx, params.id, principal)),
  )
  http.bind(contract.changePublicNotice, ({ params, body }, { principal }) =>
    db.transaction((tx) => changeNotice(parts, tx, params.id, body, principal)),
  )
  http.bind(contract.decidePublicNotice, ({ params, body }, { principal }) =>
    db.transaction((tx) => decideNotice(parts, tx, params.id, body, principal)),
  )
}
