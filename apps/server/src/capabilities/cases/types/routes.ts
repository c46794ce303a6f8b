import * as contract from '@civitas/contract'
import { type LocalText, STAFF_ROLES, UNITS } from '@civitas/domain-kit'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import { conflict, forbidden, invalid, notFound, Problem } from '../../../kernel/problem.ts'
import { findResponsibles } from '../duties/duties.ts'
import type { CasesParts } from '../publish-case.ts'
import { dayOf } from '../rules.ts'
import { checkForm } from '../tasks/check-form.ts'
import { faultsOf } from './rules.ts'
import * as store from './store.ts'
import { toCaseType, toContent } from './type-book.ts'
import { walkThrough } from './walk-through.ts'

export function bindTypeDesigns(parts: CasesParts): void {
  const { http, db } = parts.kernel
  http.bind(contract.listCaseTypeDesigns, async () => ({ items: await listDesigns(parts) }))
  http.bind(contract.listDesignParts, () => listParts(parts))
  http.bind(contract.getCaseTypeDesign, ({ params, query }, { principal }) =>
    getDraft(parts, params.type, query.version, principal),
  )
  http.bind(contract.saveCaseTypeDraft, async ({ params, body }, { principal }) => {
    if (!parts.types.isDeclared(params.type) && !params.type.startsWith('city.'))
      throw invalid('/params/type', '本市自设的案件类型，编号应以 city. 开头')
    const draft = { type: params.type, ...body }
    await db.transaction((tx) => store.saveDraft(tx, draft, principal, parts.kernel.clock.now()))
    return getDraft(parts, params.type, undefined, principal)
  })
  http.bind(contract.tryCaseType, ({ params, body }) => tryType(parts, params, body))
  http.bind(contract.decideCaseType, ({ params, body }, { principal }) =>
    decide(parts, params, body, principal),
  )
}

function listParts({ domains }: CasesParts) {
  const named = ({ id, title }: { id: string; title: LocalText }) => ({ id, title })
  return {
    roles: Object.entries(STAFF_ROLES).map(([id, title]) => ({ id, title })),
    dutyItems: domains.list('dutyItems').map(named),
    eventTypes: domains.list('eventTypes').map(named),
    units: Object.values(UNITS).map(({ code, title }) => ({ id: code, title })),
  }
}

async function listDesigns({ kernel, domains, types }: CasesParts): Promise<contract.CaseTypeDesign[]> {
  const [rows, running] = await Promise.all([store.listVersions(kernel.db), store.countRunning(kernel.db)])
  const ids = new Set([...domains.list('caseTypes').map((one) => one.id), ...rows.map((one) => one.type)])
  return [...ids].map((id) => {
    const own = rows.filter((one) => one.type === id)
    const declared = types.find(id, 0)
    const active = own.find((one) => one.state === 'published')
    const first = declared
      ? [
          {
            ...{
              version: 0,
              state: active ? ('replaced' as const) : ('published' as const),
              note: '',
              tried: 0,
            },
            ...{ writtenName: null, writtenTime: null, decidedName: null, decidedTime: null, decision: null },
            running: running.get(`${id} 0`) ?? 0,
          },
        ]
      : []
    return {
      type: id,
      title: active?.content.title ?? declared?.title ?? own[0]?.content.title ?? { zh: id, en: id },
      declared: declared !== undefined,
      active: active?.version ?? (declared ? 0 : null),
      versions: [...own.map((row) => store.toVersion(row, running)), ...first],
    }
  })
}

interface Found {
  version: number
  content: contract.CaseTypeContent
  row?: store.VersionRow
}

/** A version of a type: the one asked for, or its draft, or what new cases follow. */
async function findVersion(parts: CasesParts, type: string, version?: number): Promise<Found> {
  const rows = await store.listVersions(parts.kernel.db, type)
  const declared = parts.types.find(type, 0)
  const row =
    version === undefined
      ? (rows.find((one) => one.state === 'draft') ?? rows.find((one) => one.state === 'published'))
      : rows.find((one) => one.version === version)
  if (row) return { version: row.version, content: row.content, row }
  if (declared && !version) return { version: 0, content: toContent(declared) }
  const [last] = rows
  if (last && version === undefined) return { version: last.version, content: last.content, row: last }
  throw notFound('案件类型版本', type)
}

async function getDraft(
  parts: CasesParts,
  type: string,
  asked: number | undefined,
  principal: Principal,
): Promise<contract.CaseTypeDraft> {
  const { version, content, row } = await findVersion(parts, type, asked)
  const design = (await listDesigns(parts)).find((one) => one.type === type) as contract.CaseTypeDesign
  const mayDecide =
    row?.state === 'draft' &&
    row.writtenBy !== principal.userId &&
    hasPermission(principal, 'cases.supervise')
  const faults =
    row?.state === 'draft' ? faultsOf(content, toCaseType({ type, version, content }), parts.domains) : []
  return { design, version, content, faults, mayDecide }
}

type TrialInput = {
  divisionCode: string
  startTime: string
  answers: Record<string, Record<string, unknown>>
  checks: boolean[]
}

/** Walks a sample case through a version; a whole walk of a draft without faults is what its approval asks for. */
async function tryType(parts: CasesParts, at: { type: string; version: number }, body: TrialInput) {
  const { content, row } = await findVersion(parts, at.type, at.version)
  const type = toCaseType({ ...at, content })
  const faults = faultsOf(content, type, parts.domains)
  if (row?.state === 'draft' && faults.length > 0)
    throw new Problem('conflict', 'has-faults', '请先改正流程中的问题，再试运行。', faults)
  if (!parts.territory.findDivision(body.divisionCode)) throw invalid('/body/divisionCode', '没有这个区划')
  const start = new Date(body.startTime)
  const items = type.stages.flatMap((stage) =>
    stage.tasks.flatMap((task) => [task.item, ...(task.assistants ?? []).map((one) => one.item)]),
  )
  const duties = await findResponsibles(parts.kernel.db, items, [body.divisionCode], dayOf(start))
  const walk = walkThrough(type, {
    ...{ start, answers: body.answers, checks: body.checks },
    unitOf: (item) => parts.identity.findOrganisation(duties(item, body.divisionCode))?.name ?? null,
    endOf: (limit, from) => parts.territory.calendars.endOf(limit, from),
    requireForm: (task, answer) => checkForm(task.form, answer),
  })
  if (walk.complete) await store.noteTrial(parts.kernel.db, at.type, at.version)
  return walk
}

async function decide(
  parts: CasesParts,
  at: { type: string; version: number },
  body: { approve: boolean; comment: string },
  principal: Principal,
): Promise<contract.CaseTypeDraft> {
  const { content, row } = await findVersion(parts, at.type, at.version)
  if (row?.state !== 'draft') throw conflict('decided', '此版本已审批。')
  if (row.writtenBy === principal.userId) throw forbidden('不能批准自己起草的案件类型。', 'same-person')
  if (body.approve) {
    const faults = faultsOf(content, toCaseType({ ...at, content }), parts.domains)
    if (faults.length > 0) throw new Problem('conflict', 'has-faults', '流程中还有问题，不能发布。', faults)
    if (row.tried === 0) throw conflict('not-tried', '请先用样例案件完整试运行一次，再批准。')
  }
  await parts.kernel.db.transaction(async (tx) => {
    const now = parts.kernel.clock.now()
    const isDone = await store.decide(tx, at, { ...body, by: principal.name }, now)
    if (!isDone) throw conflict('decided', '此版本已审批。')
    if (body.approve)
      await parts.ledger.append(tx, {
        kind: 'case-type-published',
        subjectId: at.type,
        payload: { ...at, content, writtenBy: row.writtenBy, approvedBy: principal.userId },
      })
  })
  await parts.types.publish()
  return getDraft(parts, at.type, at.version, principal)
}
