import * as contract from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import { forbidden, notFound } from '../../../kernel/problem.ts'
import { startWorkQueue } from '../../../kernel/work-queue.ts'
import { requireActing, requireOrganisation } from '../acting.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import * as authorise from './authorise.ts'
import * as batches from './batches.ts'
import { listTypes, requireType, saveType, toViews } from './catalogue.ts'
import * as change from './change-licence.ts'
import { issueLicence } from './issue-licence.ts'
import { renderPdf, toPackage } from './render-pdf.ts'
import * as store from './store.ts'
import { requireUse, useLicence } from './use-licence.ts'
import { countFigures } from './use-store.ts'
import { verifyFile, verifyIdentifier } from './verify.ts'

/** Binds 电子证照: catalogue, issue and change, holders, uses, verification, batches. */
export function bindLicences(parts: ServicesParts): { stop(): Promise<void> } {
  bindCatalogue(parts)
  bindIssuing(parts)
  bindHolders(parts)
  bindUses(parts)
  bindVerification(parts)
  return startWorkQueue(parts.kernel, 'services.licence-batches', (tx) => batches.takePiece(parts, tx), {
    everyMs: 400,
  })
}

function bindCatalogue(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listLicenceTypes, async ({ query }) => {
    const wanted = query.search?.trim()
    const all = (await listTypes(parts)).filter(
      (one) => !wanted || one.title.zh.includes(wanted) || one.issuer.includes(wanted),
    )
    const from = query.offset ?? 0
    return { items: await toViews(parts, all.slice(from, from + (query.limit ?? 50))), total: all.length }
  })
  http.bind(contract.saveLicenceType, async ({ params, body }, { principal }) => {
    await saveType(db, params.id, body, { name: principal.name, now: clock.now() })
    return (await toViews(parts, [await requireType(parts, params.id)]))[0] as contract.LicenceTypeView
  })
  http.bind(contract.getLicenceFigures, async () => {
    return { types: (await listTypes(parts)).length, ...(await countFigures(db)) }
  })
}

function bindIssuing(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listLicences, async ({ query }, { principal }) => {
    const { items, total } = await store.listIssued(
      ...([db, requireOrganisation(principal).id, query, dayOf(clock.now())] as const),
    )
    return { items: await change.toLicences(parts, items), total }
  })
  http.bind(contract.issueLicenceNow, async ({ body }, { principal }) => {
    const { id: issuerId } = requireOrganisation(principal)
    const { typeId: typeCode, holderKind, holderName, holderNumber, ...more } = body
    const { licenceId } = await db.transaction(async (tx) => {
      const input = { kind: holderKind, name: holderName, number: holderNumber }
      const holder = await parts.identity.subjects.ensure(tx, input)
      const wanted = { typeCode, holderId: holder.id, issuerId, applicationId: null, ...more }
      return issueLicence(parts, tx, wanted, principal.name)
    })
    return change.getLicence(parts, licenceId)
  })
  http.bind(contract.changeLicence, ({ params, body }, { principal }) =>
    change.change(parts, principal, params.id, body),
  )
  http.bind(contract.moveLicence, ({ params, body }, { principal }) =>
    change.move(parts, principal, params.id, body),
  )
  http.bind(contract.checkLicenceYear, ({ params, body }, { principal }) =>
    change.checkYear(parts, principal, params.id, body),
  )
  http.bind(contract.copyLicence, ({ params }, { principal }) => change.copy(parts, principal, params.id))
  http.bind(contract.startLicenceBatch, ({ body }, { principal }) => batches.start(parts, principal, body))
  http.bind(contract.getLicenceBatch, ({ params }, { principal }) =>
    batches.getBatch(parts, requireOrganisation(principal).id, params.id),
  )
  http.bind(contract.listLicenceBatches, ({ query }, { principal }) =>
    batches.list(parts, requireOrganisation(principal).id, query),
  )
}

/** The holder, whoever acts for it, and the unit that issued it may see a licence whole; nobody else. */
async function requireReadable(parts: ServicesParts, principal: Principal, id: string) {
  const row = await store.findLicence(parts.kernel.db, id)
  if (!row) throw notFound('证照', id)
  if (hasPermission(principal, 'services.issue') && row.issuer_id === principal.organisationId) return row
  if (hasPermission(principal, 'services.apply')) {
    const { subject } = await requireActing(parts, principal, 'licence')
    if (subject.id === row.holder_id) return row
  }
  throw forbidden('只有持证人和制发单位可以查看这份证照。', 'not-holder')
}

function verifyUrl({ kernel }: ServicesParts, identifier: string): string {
  return `${(kernel.config.publicUrl ?? '').replace(/\/$/, '')}/portal/verify/${identifier}`
}

function bindHolders(parts: ServicesParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listMyLicences, async ({ query }, { principal }) => {
    const { subject } = await requireActing(parts, principal, 'licence')
    const { items, total } = await store.listOfHolder(db, subject.id, query)
    return { items: await change.toLicences(parts, items), total }
  })
  http.bind(contract.getLicence, async ({ params }, { principal }) => {
    const row = await requireReadable(parts, principal, params.id)
    const events = await store.listEvents(db, row.id)
    return {
      licence: await change.getLicence(parts, row.id),
      verifyUrl: verifyUrl(parts, row.identifier),
      events: events.map(({ by_name: byName, time, ...event }) => ({
        ...{ ...event, byName, time: time.toISOString() },
      })),
    }
  })
  http.bind(contract.downloadLicencePdf, async ({ params }, { principal, reply }) => {
    const row = await requireReadable(parts, principal, params.id)
    const type = await requireType(parts, row.type_id)
    reply.header('content-disposition', `attachment; filename="licence-${row.number}.pdf"`)
    return renderPdf(parts, row, { type, verifyUrl: verifyUrl(parts, row.identifier) })
  })
  http.bind(contract.downloadLicencePackage, async ({ params }, { principal }) => {
    return { ...toPackage(await requireReadable(parts, principal, params.id)) }
  })
  http.bind(contract.authoriseLicence, ({ params, body }, { principal }) =>
    authorise.authorise(parts, principal, params.id, body),
  )
  http.bind(contract.withdrawLicenceAuthorisation, ({ params }, { principal }) =>
    authorise.withdraw(parts, principal, params.id),
  )
  http.bind(contract.listMyLicenceAuthorisations, ({ query }, { principal }) =>
    authorise.listMine(parts, principal, query),
  )
  http.bind(contract.listMyLicenceUses, ({ query }, { principal }) =>
    authorise.listMyUses(parts, principal, query),
  )
  http.bind(contract.complainAboutUse, ({ params, body }, { principal }) =>
    authorise.complain(parts, principal, params.id, body.text),
  )
}

function bindUses(parts: ServicesParts): void {
  const { http } = parts.kernel
  http.bind(contract.useLicence, ({ body }, { principal }) => useLicence(parts, principal, body))
  http.bind(contract.downloadUsedLicence, async ({ params }, { principal }) => {
    const { row, watermark } = await requireUse(parts, principal, params.id)
    const type = await requireType(parts, row.type_id)
    return renderPdf(parts, row, { type, verifyUrl: verifyUrl(parts, row.identifier), watermark })
  })
  http.bind(contract.listUseComplaints, ({ query }) => authorise.listComplaints(parts, query))
  http.bind(contract.answerUseComplaint, ({ params, body }) =>
    authorise.answerComplaint(parts, params.id, body.answer),
  )
}

function bindVerification(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.verifyLicence, ({ params }) => verifyIdentifier(parts, params.identifier))
  http.bind(contract.verifyLicenceFile, ({ body }) => verifyFile(parts, body.file))
  http.bind(contract.getTrustAnchors, async () => {
    const keys = await store.listSigningKeys(db)
    const stopped = await store.listStopped(db)
    return {
      ...{ format: 'civitas-trust/1' as const, issuedTime: clock.now().toISOString(), platform: 'Civitas' },
      keys: await Promise.all(
        keys.map(async ({ key_id, purpose }) => ({
          purpose,
          ...(await parts.identity.keys.publish(key_id)),
        })),
      ),
      revoked: stopped.map((row) => ({
        ...{ identifier: row.identifier, state: row.state, time: row.state_time.toISOString() },
      })),
    }
  })
}
