import * as contract from '@civitas/contract'
import { divisionPrefix, hasPermission, type Principal } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../kernel/problem.ts'
import { getAppraisal } from '../appraisal/store.ts'
import type { CasesParts } from '../publish-case.ts'
import { fundRows } from './rules.ts'
import * as store from './store.ts'

const everyGrade: contract.PublicationGrade[] = ['internal', 'upper', 'public']

export function bindPublications(parts: CasesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.computeFunds, async ({ params, body }, { principal }) => {
    const appraisal = await requireFrozen(parts, params.id)
    for (const [index, { object }] of body.bases.entries())
      if (!appraisal.scores.some((one) => one.object === object))
        throw invalid(`/body/bases/${index}/object`, '本期没有这个考核对象')
    const rows = fundRows(
      appraisal.scores,
      body.bands,
      new Map(body.bases.map((one) => [one.object, one.fen])),
    )
    const sumFen = rows.reduce((sum, one) => sum + one.fen, 0)
    const { title, bands } = body
    const table = {
      id: newId(),
      appraisalId: appraisal.id,
      title,
      bands,
      rows,
      sumFen,
      computedBy: principal.name,
    }
    return store.insertFunds(db, table, clock.now())
  })
  http.bind(contract.listFunds, async ({ params }) => ({
    items: await store.listFunds(db, { appraisalId: params.id }),
  }))
  http.bind(contract.publishAppraisal, ({ params, body }, { principal }) =>
    publish(parts, params.id, body, principal),
  )
  http.bind(contract.withdrawPublication, async ({ params, body }) => {
    const isDone = await store.withdraw(db, params.id, body.reason, clock.now())
    const one = await getPublication(parts, params.id)
    if (!isDone) throw conflict('withdrawn', '此前已撤回。')
    return one
  })
  http.bind(contract.listPublications, ({ query: { grade, ...query } }, { principal }) => {
    const grades = gradesOf(principal).filter((one) => !grade || one === grade)
    return store.listPublications(db, query, { grades, withdrawn: isKeeper(principal) })
  })
  http.bind(contract.listPublicAppraisals, async ({ query }) => {
    const page = await store.listPublications(db, query, { grades: ['public'], withdrawn: false })
    return { items: page.items.map(toPublic), total: page.total }
  })
}

const isKeeper = (principal: Principal) =>
  hasPermission(principal, 'cases.appraise') || hasPermission(principal, 'cases.supervise')

/** What somebody may read: those who appraise and supervise all, the level above a county also what is reported up. */
function gradesOf(principal: Principal): contract.PublicationGrade[] {
  const isAbove = principal.scope.divisions.some((code) => divisionPrefix(code).length <= 4)
  return isKeeper(principal) || isAbove ? everyGrade : ['internal', 'public']
}

function toPublic(one: contract.AppraisalPublication): contract.PublicAppraisal {
  const { appraisalId: _, publishedBy: __, withdrawnTime: ___, withdrawnReason: ____, ...rest } = one
  return rest
}

async function requireFrozen(parts: CasesParts, id: string): Promise<contract.Appraisal> {
  const appraisal = await getAppraisal(parts.kernel.db, id)
  if (!appraisal.frozenTime) throw conflict('not-frozen', '得分冻结后才能核算资金和公开。')
  return appraisal
}

async function getPublication(parts: CasesParts, id: string): Promise<contract.AppraisalPublication> {
  const { items } = await store.listPublications(
    parts.kernel.db,
    { id },
    { grades: everyGrade, withdrawn: true },
  )
  if (!items[0]) throw notFound('考核公开', id)
  return items[0]
}

/** Publishes frozen results; who froze them may not be the one who makes them public. */
async function publish(
  parts: CasesParts,
  id: string,
  body: { grade: contract.PublicationGrade; note: string; fundsId?: string },
  by: Principal,
): Promise<contract.AppraisalPublication> {
  const appraisal = await requireFrozen(parts, id)
  if (body.grade === 'public' && appraisal.frozenBy === by.name)
    throw forbidden('向社会公开须由冻结得分以外的人批准。', 'same-person')
  const { db, clock } = parts.kernel
  const funds = await store.listFunds(db, { appraisalId: id })
  if (body.fundsId && !funds.some((one) => one.id === body.fundsId))
    throw invalid('/body/fundsId', '没有这张资金核算表')
  const one = {
    id: newId(),
    appraisalId: id,
    grade: body.grade,
    note: body.note,
    fundsId: body.fundsId ?? null,
  }
  await db.transaction(async (tx) => {
    const isDone = await store.insertPublication(tx, { ...one, by: by.name }, clock.now())
    if (!isDone) throw conflict('published', '此结果已按该级别公开；如需更改，请先撤回。')
    await tellReaders(parts, tx, appraisal, one)
    await parts.ledger.append(tx, {
      kind: 'appraisal-published',
      subjectId: one.id,
      payload: { ...one, period: appraisal.period, version: appraisal.version, by: by.userId },
    })
  })
  return getPublication(parts, one.id)
}

/** Units appraised are told of what is published within; leaders of the city of what is reported up. */
async function tellReaders(
  { messaging }: CasesParts,
  tx: Transaction,
  appraisal: contract.Appraisal,
  { id, grade, note }: { id: string; grade: contract.PublicationGrade; note: string },
): Promise<void> {
  if (grade === 'public') return
  const objects = appraisal.scores.map((one) => one.object)
  const isUnit = (object: string) => object.includes('-')
  const above = [...new Set(objects.filter((one) => !isUnit(one)).map((code) => `${code.slice(0, 4)}00`))]
  const to: contract.Recipient[] =
    grade === 'upper'
      ? above.map((division) => ({ role: 'leader', division }))
      : objects.map((object) =>
          isUnit(object) ? { organisationId: object } : { role: 'district-officer', division: object },
        )
  if (to.length === 0) return
  messaging.tell(tx, {
    key: `cases.publication.${id}`,
    title: `${appraisal.ruleName} ${appraisal.period} 考核结果`,
    text: note,
    ...{ urgency: 'normal', category: 'report', to, link: '/console/appraisal' },
  })
}
