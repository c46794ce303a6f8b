import * as contract from '@civitas/contract'
import { hasPermission } from '../../../kernel/access.ts'
import { requireActing, requireOrganisation } from '../acting.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { checkSubject } from './gate.ts'
import * as lists from './lists.ts'
import * as versions from './model-versions.ts'
import { backTest, listModels, weighForSupervision } from './models.ts'
import * as objections from './objections.ts'
import { countProcedures, listObjectionsOf } from './procedure-store.ts'
import { listMeasureUses } from './query-store.ts'
import { authorise, query, readMine, setConsent } from './read-file.ts'
import * as records from './records.ts'
import * as repairs from './repairs.ts'
import * as store from './store.ts'

/** Binds 公共信用: collection, publicity, queries, objections, repair, lists, models. */
export function bindCredit(parts: ServicesParts): void {
  bindFacts(parts)
  bindOwn(parts)
  bindOffice(parts)
  bindModels(parts)
  parts.kernel.jobs.every('services-credit-late', '7,37 * * * *', () => objections.tellLate(parts))
}

function bindFacts(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listCreditItems, async () => {
    const counts = new Map((await store.countByItem(db)).map((row) => [row.item_id, row.n]))
    return {
      items: parts.domains.list('creditItems').map(({ title, publicity, ...item }) => ({
        ...{ ...item, title: title.zh, publicity: publicity && { ...publicity } },
        records: counts.get(item.id) ?? 0,
      })),
    }
  })
  http.bind(contract.reportCredit, ({ body }, { principal }) => records.report(parts, principal, body.rows))
  http.bind(contract.listCreditBatches, async ({ query: page }, { principal }) => {
    const all = hasPermission(principal, 'services.credit-decide')
    const { items, total } = await store.listBatches(db, all ? null : requireOrganisation(principal).id, page)
    return { items: items.map((row) => records.toBatch(parts, row)), total }
  })
  http.bind(contract.listCreditRecords, async ({ query: asked }, { principal }) => {
    const all = hasPermission(principal, 'services.credit-decide')
    const { items, total } = await store.listRecords(
      db,
      asked,
      all ? null : requireOrganisation(principal).id,
    )
    return { items: items.map((row) => records.toRecord(parts, row)), total }
  })
  http.bind(contract.correctCreditRecord, ({ params, body }, { principal }) =>
    records.correct(parts, principal, params.id, body),
  )
  http.bind(contract.listPublicCredit, async ({ query: asked }) => {
    const { items, total } = await store.listPublic(db, asked, dayOf(clock.now()))
    return { items: items.map((row) => records.toRecord(parts, row, { forPublic: true })), total }
  })
  http.bind(contract.listPublicLists, ({ query: asked }) => lists.listPublic(parts, asked))
  http.bind(contract.listCreditChanges, async ({ query: asked }) => {
    const { items, total } = await store.listChanges(db, asked)
    return { items: items.map((row) => records.toRecord(parts, row)), total }
  })
}

function bindOwn(parts: ServicesParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.getMyCredit, (_, { principal }) => readMine(parts, principal))
  http.bind(contract.setScoreConsent, ({ body }, { principal }) => setConsent(parts, principal, body.agreed))
  http.bind(contract.authoriseCreditQuery, ({ body }, { principal }) => authorise(parts, principal, body))
  http.bind(contract.objectToCredit, ({ body }, { principal }) => objections.object(parts, principal, body))
  http.bind(contract.listMyObjections, async ({ query: page }, { principal }) => {
    const { subject } = await requireActing(parts, principal, 'credit')
    const { items, total } = await listObjectionsOf(db, subject.id, page)
    return { items: await objections.toObjections(parts, items), total }
  })
  http.bind(contract.askForRepair, ({ body }, { principal }) => repairs.ask(parts, principal, body))
  http.bind(contract.stateAboutListing, ({ params, body }, { principal }) =>
    lists.state(parts, principal, params.id, body.text),
  )
}

function bindOffice(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.queryCredit, ({ body }, { principal }) => query(parts, principal, body))
  http.bind(contract.checkSubject, ({ body }, { principal }) => checkSubject(parts, principal, body))
  http.bind(contract.listMeasureUses, async ({ query: page }) => {
    const { items, total } = await listMeasureUses(db, page)
    return {
      total,
      items: items.map((row) => ({
        ...{ id: row.id, time: row.time.toISOString(), subjectName: row.subject_name, use: row.use },
        ...{ verdict: row.verdict, measures: row.measures, organisationName: row.organisation_name },
        ...{ reference: row.reference, taken: row.taken },
      })),
    }
  })
  http.bind(contract.listObjections, ({ query: asked }, { principal }) =>
    objections.listForUnit(parts, principal, asked),
  )
  http.bind(contract.answerObjection, ({ params, body }, { principal }) =>
    objections.answer(parts, principal, params.id, body),
  )
  http.bind(contract.listRepairs, ({ query: page }) => repairs.listAll(parts, page))
  http.bind(contract.decideRepair, ({ params, body }) => repairs.decide(parts, params.id, body))
  http.bind(contract.proposeListing, ({ body }, { principal }) => lists.propose(parts, principal, body))
  http.bind(contract.listCreditLists, ({ query: asked }) => lists.listAll(parts, asked))
  http.bind(contract.decideListing, ({ params, body }) => lists.decide(parts, params.id, body))
  http.bind(contract.getCreditFigures, async () => {
    const [{ files, records: kept }, late] = [await store.countFiles(db), await store.countLate(db)]
    const registered = await parts.identity.subjects.count(db, 'organisation')
    return {
      ...{ registered, withFile: files, records: kept, ...(await countProcedures(db, clock.now())) },
      coverage: registered === 0 ? null : Math.round((files / registered) * 1000) / 10,
      late: late.map((row) => ({
        organisationName: parts.identity.findOrganisation(row.organisation_id)?.name ?? '',
        ...{ late: row.late, total: row.total },
      })),
    }
  })
}

function bindModels(parts: ServicesParts): void {
  const { http } = parts.kernel
  http.bind(contract.listCreditModels, () => listModels(parts))
  http.bind(contract.draftCreditModel, ({ params, body }, { principal }) =>
    versions.draft(parts, principal, params.id, body),
  )
  http.bind(contract.listCreditModelVersions, ({ query: page }, { principal }) =>
    versions.list(parts, principal, page),
  )
  http.bind(contract.decideCreditModel, ({ params, body }, { principal }) =>
    versions.decide(parts, principal, params.id, body.publish),
  )
  http.bind(contract.backTestModel, ({ params, body }) => backTest(parts, params.id, body))
  http.bind(contract.getSupervisionWeights, ({ body }) => weighForSupervision(parts, body))
}
