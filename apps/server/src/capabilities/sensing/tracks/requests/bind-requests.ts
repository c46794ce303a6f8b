import * as contract from '@civitas/contract'
import { hasPermission, isInScope, type Principal } from '../../../../kernel/access.ts'
import { newId } from '../../../../kernel/ids.ts'
import { conflict, forbidden, invalid, notFound } from '../../../../kernel/problem.ts'
import { answerLimits, answerPresence, answerTrack, readWindow } from '../track-answers.ts'
import type { TrackParts } from '../tracks.ts'
import * as store from './request-store.ts'

const hourMs = 3_600_000
const path = '/body/question'

const toViewer = (by: Principal): store.Viewer => ({
  ...{ userId: by.userId, scope: by.scope, mayApprove: hasPermission(by, 'sensing.approve-tracks') },
})

function stateOf({ decision, valid_until }: store.RequestRow, now: Date): contract.TrackRequest['state'] {
  if (decision === null) return 'waiting'
  return decision === 'approved' && valid_until && valid_until <= now ? 'expired' : decision
}

function toRequest(row: store.RequestRow, by: Principal, now: Date): contract.TrackRequest {
  const state = stateOf(row, now)
  const mine = row.asker_id === by.userId
  const { userId: _, ...viewer } = toViewer(by)
  return {
    ...{ id: row.id, question: row.question, entityName: row.entity_name, purpose: row.purpose, state, mine },
    ...{ askedTime: row.asked_time.toISOString(), askerName: row.asker_name, reads: row.reads },
    mayDecide:
      state === 'waiting' && !mine && viewer.mayApprove && isInScope(row.division_code, viewer.scope),
    ...{ decidedTime: row.decided_time?.toISOString() ?? null, deciderName: row.decider_name },
    ...{ reason: row.reason, validUntil: row.valid_until?.toISOString() ?? null },
  }
}

/** Requests for where people were: asked by one, decided by another, answered to the first for a while (PLT-018). */
export function bindRequests(parts: TrackParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listTrackRequests, async ({ query }, { principal }) => {
    const now = clock.now()
    const { items, total } = await store.listRequests(db, query, toViewer(principal), now)
    return { items: items.map((row) => toRequest(row, principal, now)), total }
  })
  http.bind(contract.createTrackRequest, async ({ body }, { principal, ip }) => {
    const about = await checkQuestion(parts, body.question, principal)
    const id = newId()
    const row = { id, ...body, ...about, asker_id: principal.userId, asker_name: principal.name }
    await store.insertRequest(db, row, clock.now())
    note(parts, principal, 'asked', row, { ip, purpose: body.purpose })
    return toRequest(await find(parts, id, principal), principal, clock.now())
  })
  http.bind(contract.decideTrackRequest, async ({ params, body }, { principal, ip }) => {
    const row = await find(parts, params.id, principal)
    await decide(parts, row, body, principal)
    const decision = body.approve ? 'approved' : 'refused'
    note(parts, principal, decision, row, { ip, reason: body.reason ?? null })
    return toRequest(await find(parts, row.id, principal), principal, clock.now())
  })
  http.bind(contract.readTrackRequest, async ({ params, query }, { principal }) => {
    const row = await find(parts, params.id, principal)
    requireReadable(row, principal, clock.now())
    const answer = await answerRequest(parts, row, query, principal)
    await store.countRead(db, row.id)
    return answer
  })
}

async function find({ kernel }: TrackParts, id: string, by: Principal): Promise<store.RequestRow> {
  const row = await store.findRequest(kernel.db, id, toViewer(by))
  if (!row) throw notFound('轨迹查询申请', id)
  return row
}

/** Refuses what could not be answered anyway; says which division the question is about. */
async function checkQuestion(
  { kernel, entities, territory, domains }: TrackParts,
  question: contract.TrackQuestion,
  by: Principal,
): Promise<{ entity_name: string | null; division_code: string | null }> {
  if (question.kind === 'track') {
    readWindow(question.from, question.to, answerLimits.trackDays, path)
    const entity = await entities.find(kernel.db, question.entityId)
    if (!entity || !isInScope(entity.division_code, by.scope)) throw notFound('实体', question.entityId)
    return { entity_name: entity.name, division_code: entity.division_code }
  }
  readWindow(question.from, question.to, answerLimits.presenceDays, path)
  if (question.entityType && !domains.findEntityType(question.entityType))
    throw invalid(`${path}/entityType`, `没有“${question.entityType}”这种实体类型`)
  return { entity_name: null, division_code: territory.findDivisionAt(question.lon, question.lat) }
}

async function decide(
  { kernel }: TrackParts,
  row: store.RequestRow,
  body: { approve: boolean; reason?: string; validHours?: number },
  by: Principal,
): Promise<void> {
  if (row.asker_id === by.userId) throw forbidden('不能审批本人提出的申请。', 'own-request')
  const reason = body.reason?.trim() || null
  if (!body.approve && !reason) throw invalid('/body/reason', '驳回须说明理由')
  const now = kernel.clock.now()
  const decided = await store.decideRequest(
    kernel.db,
    row.id,
    {
      ...{ decision: body.approve ? 'approved' : 'refused', reason },
      ...{ deciderId: by.userId, deciderName: by.name, deciderScope: by.scope },
      validUntil: body.approve ? new Date(now.getTime() + (body.validHours ?? 24) * hourMs) : null,
    },
    now,
  )
  if (!decided) throw conflict('already-decided', '该申请已审批。')
}

/** The answer is for the asker alone, once approved and while valid. */
function requireReadable(row: store.RequestRow, by: Principal, now: Date): void {
  if (row.asker_id !== by.userId) throw forbidden('查询结果只供申请人读取。', 'not-the-asker')
  const state = stateOf(row, now)
  if (state === 'waiting') throw forbidden('该申请尚未批准。', 'approval-required')
  if (state === 'refused') throw forbidden('该申请已被驳回。', 'approval-refused')
  if (state === 'expired') throw forbidden('批准已过有效期，请重新申请。', 'approval-expired')
}

async function answerRequest(
  parts: TrackParts,
  row: store.RequestRow,
  query: { zoom?: number; match?: boolean },
  by: Principal,
) {
  const { kernel, entities, privacy } = parts
  const { question } = row
  const asked = {
    ...{ kind: question.kind, divisionCode: row.division_code, requestId: row.id },
    ...{ purpose: row.purpose, approver: row.decider_name, detail: { ...question } },
  }
  if (question.kind === 'presence') {
    const scopes = [by.scope, row.decider_scope ?? { divisions: [], everything: false }]
    const found = await answerPresence(parts, question, { scopes, withPeople: true, path })
    const outcome = found.items.length === 0 && found.hidden > 0 ? 'hidden' : 'shown'
    const nobody = { entityId: null, entityName: null }
    await privacy.log(by, { ...asked, ...nobody, outcome, found: found.items.length })
    return { track: null, presence: found }
  }
  const entity = await entities.find(kernel.db, question.entityId)
  if (!entity || !isInScope(entity.division_code, by.scope)) throw notFound('实体', question.entityId)
  const window = readWindow(question.from, question.to, answerLimits.trackDays, path)
  const track = await answerTrack(parts, entity, window, query)
  const outcome = track.stored === 0 && track.hidden > 0 ? 'hidden' : 'shown'
  await privacy.log(by, {
    ...asked,
    ...{ entityId: entity.id, entityName: entity.name, outcome, found: track.stored },
  })
  return { track, presence: null }
}

function note(
  { identity }: TrackParts,
  by: Principal,
  act: 'asked' | 'approved' | 'refused',
  row: Pick<store.RequestRow, 'id' | 'question' | 'purpose'>,
  { ip, ...more }: { ip: string | null; purpose?: string; reason?: string | null },
): void {
  identity.audit({
    ...{ userId: by.userId, account: by.account, action: `sensing.track-request.${act}`, target: row.id },
    ...{ outcome: 'done', ip, traceId: null, detail: { ...more, question: row.question } },
  })
}
