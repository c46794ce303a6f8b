import * as contract from '@civitas/contract'
import { standardClasses } from '@civitas/domain-kit'
import { isInScope, type Principal } from '../../../kernel/access.ts'
import { forbidden, notFound } from '../../../kernel/problem.ts'
import type { EventsParts } from '../publish-event.ts'
import { classifyEvent } from './classify-event.ts'
import { gatherReports } from './gather-reports.ts'
import { addIntakeClient, setIntakeClient } from './intake-clients.ts'
import { listOwnReports, rateReport } from './own-reports.ts'
import { splitReport } from './split-report.ts'
import * as store from './store.ts'
import type { Taken, Told } from './told.ts'

export function bindReportRoutes(parts: EventsParts): void {
  const { kernel, suggester } = parts
  const { http, db } = kernel
  http.bind(contract.listStandardClasses, ({ query }) => listClasses(query))
  http.bind(contract.suggestClass, ({ body }) => suggester.suggest(body.text))
  const take = gatherReports(parts)
  http.bind(contract.takeIntake, ({ body }, { principal }) => takeIntake(take, body, principal))
  http.bind(contract.splitReport, ({ params, body }, { principal }) =>
    splitReport(parts, params.id, body.comment, principal),
  )
  http.bind(contract.classifyEvent, ({ params, body }, { principal }) =>
    classifyEvent(parts, params.id, body, principal),
  )
  http.bind(contract.getReportPhoto, async ({ params }, { principal, reply }) => {
    const photo = await store.findPhoto(db, params.id)
    const maySee =
      photo &&
      (photo.reporterId === principal.userId ||
        (principal.permissions.has('events.read') && isInScope(photo.divisionCode, principal.scope)))
    if (!maySee) throw notFound('照片', params.id)
    reply.type(photo.contentType).header('cache-control', 'private, max-age=86400')
    return photo.content
  })
  http.bind(contract.listOwnReports, ({ query }, { principal }) => listOwnReports(parts, query, principal))
  http.bind(contract.rateReport, ({ params, body }, { principal }) =>
    rateReport(parts, params.id, body, principal),
  )
  http.bind(contract.listIntakeClients, () => store.listClients(db))
  http.bind(contract.addIntakeClient, ({ body }) => addIntakeClient(kernel, body))
  http.bind(contract.setIntakeClient, ({ params, body }) => setIntakeClient(kernel, params.id, body.active))
}

function listClasses(query: { kind?: 'component' | 'event'; search?: string }): contract.StandardClassInfo[] {
  const { kind, search = '' } = query
  return standardClasses
    .filter((one) => !kind || one.kind === kind)
    .filter((one) => !search || one.title.zh.includes(search) || one.code.startsWith(search))
    .map(({ large, ...one }) => ({ ...one, largeCode: large.code, largeTitle: large.title }))
}

async function takeIntake(
  take: (told: Told, accept: (taken: Taken) => void) => Promise<Taken>,
  body: contract.IntakeBody,
  by: Principal,
): Promise<{ event: contract.CityEvent; report: contract.EventReport; joined: boolean }> {
  const { reporter, reportedTime, ...told } = body
  const word = {
    ...told,
    ...(reporter ? { reporter } : {}),
    ...(reportedTime ? { reportedTime: new Date(reportedTime) } : {}),
  }
  const { event, report, joined } = await take(word, (taken) => {
    if (!isInScope(taken.event.divisionCode, by.scope))
      throw forbidden('事件不在您的管辖范围内。', 'outside-scope')
  })
  return { event, report: store.toReport(report), joined }
}
