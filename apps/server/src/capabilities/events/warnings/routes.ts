import * as contract from '@civitas/contract'
import { wholeScope } from '../../../kernel/access.ts'
import { invalid, notFound } from '../../../kernel/problem.ts'
import { writeCap, writeFeed } from '../adapters/cap/write-cap.ts'
import type { EventsParts } from '../publish-event.ts'
import { withBorders } from './area.ts'
import { changeDraft, draftWarning } from './draft-warning.ts'
import { evaluateWarning, liftWarning, rejectWarning, updateWarning } from './end-warning.ts'
import { importCap } from './import-cap.ts'
import { issueWarning, senderOf } from './issue-warning.ts'
import { needsSecondPerson } from './rules.ts'
import * as store from './store.ts'

export function bindWarningRoutes(parts: EventsParts): void {
  bindReading(parts)
  bindActs(parts)
  bindCap(parts)
}

function bindReading(parts: EventsParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listWarnings, async ({ query }, { principal }) => {
    const page = await store.listWarnings(db, query, principal.scope)
    return {
      items: page.items.map((row) => store.toWarning(withBorders(parts.territory, row))),
      total: page.total,
    }
  })
  http.bind(contract.getWarning, async ({ params }, { principal }) => {
    const row = await store.findWarning(db, params.id, { scope: principal.scope })
    if (!row) throw notFound('预警', params.id)
    return {
      warning: store.toWarning(withBorders(parts.territory, row)),
      entries: await store.listWarningEntries(db, row.id),
      broadcasts: await store.listBroadcasts(db, row.id),
      needsSecondPerson: needsSecondPerson(row, principal.userId),
    }
  })
  http.bind(contract.getWarningScore, ({ query }) => store.scoreWarnings(db, query))
  http.bind(contract.listWarningSubscriptions, async (_, { principal }) => ({
    divisionCodes: await store.readSubscriptions(db, principal.userId),
  }))
  http.bind(contract.saveWarningSubscriptions, async ({ body }, { principal }) => {
    for (const code of body.divisionCodes)
      if (!parts.territory.findDivision(code)) throw invalid('/body/divisionCodes', `没有区划 ${code}`)
    await db.transaction((tx) => store.writeSubscriptions(tx, principal.userId, body.divisionCodes))
    return { divisionCodes: await store.readSubscriptions(db, principal.userId) }
  })
}

function bindActs(parts: EventsParts): void {
  const { http } = parts.kernel
  http.bind(contract.draftWarning, ({ body }, { principal }) => draftWarning(parts, body, principal))
  http.bind(contract.changeWarningDraft, ({ params, body }, { principal }) =>
    changeDraft(parts, params.id, body, principal),
  )
  http.bind(contract.issueWarning, ({ params, body }, { principal }) =>
    issueWarning(parts, params.id, body.comment ?? '', principal),
  )
  http.bind(contract.rejectWarning, ({ params, body }, { principal }) =>
    rejectWarning(parts, params.id, body.comment, principal),
  )
  http.bind(contract.updateWarning, ({ params, body }, { principal }) =>
    updateWarning(parts, params.id, body, principal),
  )
  http.bind(contract.liftWarning, ({ params, body }, { principal }) =>
    liftWarning(parts, params.id, body.comment, principal),
  )
  http.bind(contract.evaluateWarning, ({ params, body }, { principal }) =>
    evaluateWarning(parts, params.id, body, principal),
  )
  http.bind(contract.importCap, ({ body }, { principal }) => importCap(parts, body.cap, principal))
}

function bindCap(parts: EventsParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.getCapMessage, async ({ params }) => {
    const row = await store.findWarning(db, params.id, { scope: wholeScope })
    if (!row || row.state === 'draft' || row.state === 'rejected') throw notFound('预警', params.id)
    if (row.cap) return row.cap
    const sentTime = row.issued_time ?? clock.now()
    const message = { warning: store.toWarning(row), sentTime, sender: senderOf(parts) }
    return writeCap({ ...message, msgType: 'Alert', references: [], web: null })
  })
  http.bind(contract.getCapFeed, async (_, { raw }) => {
    const rows = await store.listInForce(db)
    const updated = rows[0]?.issued_time ?? new Date(0)
    const url = `${raw.protocol}://${raw.host}${contract.getCapFeed.path}`
    return writeFeed(rows.map(store.toWarning), { url, title: '生效预警', updated })
  })
}
