import type { Principal } from '../../../kernel/access.ts'
import { newId } from '../../../kernel/ids.ts'
import { notFound } from '../../../kernel/problem.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { listMeasures, modelOf } from './catalogue.ts'
import { listInForce } from './list-store.ts'
import * as queries from './query-store.ts'
import { computeScore, judgeGate, type Verdict, verdictTexts } from './rules.ts'
import { listWeighing } from './store.ts'

export interface GateAnswer {
  verdict: Verdict
  reasons: { text: string; basis: string }[]
}

interface GateUse {
  subjectId: string
  use: string
  organisationName: string
  reference: string | null
  taken: string | null
}

/** What the lists mean for one use of a subject; the use and what it said are kept before the answer leaves. */
async function judge(parts: ServicesParts, { subjectId, use, ...more }: GateUse) {
  const { db, clock } = parts.kernel
  const hits = await listInForce(db, subjectId, dayOf(clock.now()))
  const found = judgeGate(
    hits.map((row) => ({ list: row.list, decisionNumber: row.decision_number })),
    listMeasures(parts),
    use,
  )
  const [first] = hits
  if (first)
    await queries.insertMeasureUse(db, {
      ...{
        id: newId(),
        subject_id: subjectId,
        subject_name: first.subject_name,
        use,
        verdict: found.verdict,
      },
      ...{ measures: found.measures.map((one) => one.id), organisation_name: more.organisationName },
      ...{ reference: more.reference, taken: more.taken ?? verdictTexts[found.verdict], time: clock.now() },
    })
  return { ...found, hits }
}

/** Whether an application of a subject may go on: asked when it is accepted. Restraint only where a clause allows it. */
export async function creditGate(
  parts: ServicesParts,
  { subjectId, itemId }: { subjectId: string; itemId: string },
): Promise<GateAnswer> {
  const organisationName = '政务服务'
  const { verdict, reasons } = await judge(parts, {
    ...{ subjectId, use: itemId, organisationName, reference: null, taken: null },
  })
  return { verdict, reasons }
}

/** The same for systems outside: bidding, subsidies, finance. */
export async function checkSubject(
  parts: ServicesParts,
  principal: Principal,
  body: { number: string; use: string; reference?: string; taken?: string },
) {
  const { db, clock } = parts.kernel
  const subject = await parts.identity.subjects.findByNumber(db, body.number)
  if (!subject) throw notFound('主体', '所填号码')
  const organisationName = principal.organisationName ?? principal.name
  const { verdict, reasons, hits } = await judge(parts, {
    ...{ subjectId: subject.id, use: body.use, organisationName },
    ...{ reference: body.reference ?? null, taken: body.taken ?? null },
  })
  const now = clock.now()
  await queries.insertQuery(db, {
    ...{ subjectId: subject.id, organisationName, userName: principal.name },
    ...{ purpose: `信用核查：${body.use}`, way: 'government', now },
  })
  const rated = subject.kind === 'organisation' ? await gradeOf(parts, subject.id) : null
  return {
    ...{
      verdict,
      reasons,
      text: verdictTexts[verdict],
      decisionNumbers: hits.map((one) => one.decision_number),
    },
    ...{ grade: rated?.grade ?? null, supervision: rated?.supervision ?? null },
  }
}

async function gradeOf(parts: ServicesParts, subjectId: string) {
  const today = dayOf(parts.kernel.clock.now())
  const rows = await listWeighing(parts.kernel.db, [subjectId], today)
  const facts = rows.map((row) => ({
    ...{ id: row.id, itemId: row.item_id, decidedDay: row.decided_day, objection: row.objection },
  }))
  return computeScore(await modelOf(parts, 'organisation'), facts, today)
}
