import type {
  IncidentReport,
  OperationOutput,
  listReportTellings as operation,
  ReportTelling,
} from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { actorOf, type CommandParts } from '../parts.ts'
import { tellOf } from './keep-incident.ts'
import * as store from './store.ts'

/** 《生产安全事故报告和调查处理条例》第十条: each level tells the one above within two hours. */
const limitMs = 2 * 3_600_000

/** Each version of what is known with its limit and whom it was told. */
export async function listTellings(
  parts: CommandParts,
  id: string,
  { scope }: Principal,
): Promise<OperationOutput<typeof operation>> {
  const { db } = parts.kernel
  const row = await store.findIncident(db, id, { scope })
  if (!row) throw notFound('突发事件', id)
  const [reports, told, hasUpper] = await Promise.all([
    store.listReports(db, id),
    parts.events.situations.list(db, id),
    parts.events.situations.hasUpper(db),
  ])
  return { hasUpper, items: reports.map((one) => toTelling(parts, one, told)) }
}

function toTelling(
  { kernel }: CommandParts,
  { version, kind, time }: IncidentReport,
  all: ReportTelling['told'],
): ReportTelling {
  const told = all.filter((one) => one.report.version === version)
  const due = Date.parse(time) + limitMs
  const isUpward = told.some((one) => one.peerKind === 'upper')
  return {
    ...{ version, kind, dueTime: new Date(due).toISOString(), told },
    isOverdue: !isUpward && kernel.clock.now().getTime() > due,
  }
}

/** Tells a version to the level above and to the counties concerned, in the form of a situation report. */
export async function tellReport(
  parts: CommandParts,
  id: string,
  version: number,
  principal: Principal,
): Promise<ReportTelling> {
  const { db, clock } = parts.kernel
  await db.transaction(async (tx) => {
    const row = await store.findIncident(tx, id, { scope: principal.scope, lock: true })
    if (!row) throw notFound('突发事件', id)
    if (row.is_drill) throw conflict('drill', '演练不向上级报送，也不通报区县。')
    const report = (await store.listReports(tx, id)).find((one) => one.version === version)
    if (!report) throw invalid('/body/version', `没有第 ${version} 版报告`)
    const kind = parts.domains.find('incidentKinds', row.kind)
    const told = await parts.events.situations.tell(
      tx,
      {
        ...{ incidentId: row.id, reference: row.reference, title: row.title, level: row.level, version },
        ...{ kindTitle: kind?.title.zh ?? row.kind, reportKind: report.kind },
        place: parts.territory.findDivisionName(row.division_code),
        openedTime: row.opened_time.toISOString(),
        facts: (kind?.facts ?? []).flatMap((one) =>
          report.facts[one.id] === undefined ? [] : [`${one.title.zh} ${report.facts[one.id]}`],
        ),
        ...{ text: report.text, signedBy: principal.name, digest: report.digest },
        dueTime: new Date(Date.parse(report.time) + limitMs).toISOString(),
      },
      row.division_code,
    )
    if (told === 0)
      throw conflict('nobody-to-tell', '没有可报送的上级或区县平台，或此版已报送。请先在“平台对接”登记。')
    const text = `第 ${version} 版信息专报已报送 ${told} 个平台`
    await store.note(tx, { incidentId: id, act: 'told-levels', by: actorOf(principal), text }, clock.now())
    await tellOf(parts, tx, row)
  })
  const { items } = await listTellings(parts, id, principal)
  return items.find((one) => one.version === version) as ReportTelling
}
