import * as contract from '@civitas/contract'
import { findUnit } from '@civitas/domain-kit'
import { invalid, notFound } from '../../../kernel/problem.ts'
import { actorOf, type CommandParts } from '../parts.ts'
import { dissolveGroupsOf } from '../rooms/groups.ts'
import * as keep from './keep-incident.ts'
import * as store from './store.ts'
import { listTellings, tellReport } from './tell-report.ts'

export function bindIncidents(parts: CommandParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listIncidentKinds, () =>
    parts.domains.list('incidentKinds').map(({ id, title, class: kind, legalBasis, facts }) => ({
      ...{ id, title, class: kind, legalBasis },
      facts: facts.map((one) => ({ ...one, unitLabel: findUnit(one.unit)?.symbol.zh ?? one.unit })),
    })),
  )
  http.bind(contract.listIncidents, async ({ query }, { principal }) => {
    const page = await store.listIncidents(db, query, principal.scope)
    return { items: page.items.map((row) => store.toIncident(parts, row)), total: page.total }
  })
  http.bind(contract.getIncident, async ({ params }, { principal }) => {
    const row = await store.findIncident(db, params.id, { scope: principal.scope })
    if (!row) throw notFound('突发事件', params.id)
    const [reports, decisions] = await Promise.all([
      store.listReports(db, row.id),
      store.listDecisions(db, row.id),
    ])
    return { incident: store.toIncident(parts, row), reports, decisions }
  })
  http.bind(contract.listIncidentLog, async ({ params, query }, { principal }) => {
    const row = await store.findIncident(db, params.id, { scope: principal.scope })
    if (!row) throw notFound('突发事件', params.id)
    return store.listEntries(db, row.id, query.until)
  })
  http.bind(contract.listReportTellings, ({ params }, { principal }) =>
    listTellings(parts, params.id, principal),
  )
  bindActs(parts)
}

function bindActs(parts: CommandParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.openIncident, ({ body: { participants, ...body } }, { principal }) => {
    if (participants?.length && !body.drill) throw invalid('/body/participants', '只有演练才选参演人员')
    const input = { ...body, drillPeople: participants ?? [] }
    return db.transaction((tx) => keep.openIncident(parts, tx, input, actorOf(principal), principal.scope))
  })
  http.bind(contract.reportIncident, ({ params, body }, { principal }) =>
    db.transaction((tx) =>
      keep.reportIncident(parts, tx, params.id, body, actorOf(principal), principal.scope),
    ),
  )
  http.bind(contract.decideLevel, ({ params, body }, { principal }) =>
    db.transaction((tx) => keep.decideLevel(parts, tx, params.id, body, actorOf(principal), principal.scope)),
  )
  http.bind(contract.endIncident, ({ params, body }, { principal }) =>
    db.transaction(async (tx) => {
      const by = actorOf(principal)
      const ended = await keep.endIncident(parts, tx, params.id, body.comment, by, principal.scope)
      await dissolveGroupsOf(parts, tx, ended)
      return ended
    }),
  )
  http.bind(contract.tellReport, ({ params, body }, { principal }) =>
    tellReport(parts, params.id, body.version, principal),
  )
  http.bind(contract.noteSituation, ({ params, body }, { principal }) =>
    keep.noteSituation(parts, params.id, body, principal),
  )
}
