import type { SystemCheck, SystemCheckCase, SystemReceipt } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import type { ServicesParts } from '../services-parts.ts'
import { signMessage } from '../systems/rules.ts'
import { ask } from '../systems/send.ts'
import * as store from '../systems/store.ts'

const prefix = 'test-'

export function isTestObject(objectId: string): boolean {
  return objectId.startsWith(prefix)
}

/** An application nobody made: a system shows that it can take it, and answers for it. */
function testContent(itemCode: string) {
  return {
    ...{ itemCode, itemTitle: '一致性测试办件', number: 'TEST-0001', state: 'examining', test: true },
    applicant: { kind: 'person', name: '测试', number: '' },
    ...{ form: {}, answers: {}, corrections: [], decision: null, materials: [] },
    ...{ submittedTime: null, acceptedTime: null, dueTime: null },
  }
}

type Answer = { receipt: SystemReceipt } | { error: string }

const answered = (answer: Answer) => ('receipt' in answer ? `应答 ${answer.receipt.outcome}` : answer.error)

/** Drives an approval system through the cases of the interface; the last two wait for what it sends back. */
export async function startCheck(
  parts: ServicesParts,
  principal: Principal,
  systemId: string,
): Promise<SystemCheck> {
  const { db, clock } = parts.kernel
  const system = await store.findSystem(db, { id: systemId })
  if (!system) throw notFound('对接系统', systemId)
  if (system.kind !== 'bureau') throw conflict('not-a-bureau', '一致性测试只用于审批业务系统。')
  const objectId = `${prefix}${newId()}`
  const row = { id: newId(), system_id: system.id, object_id: objectId, cases: [] as SystemCheckCase[] }
  const made = { ...row, started_time: clock.now(), by_name: principal.name }
  // Known before the first case: the system may answer at once.
  await store.insertCheck(db, made)
  made.cases = await driveCases(parts, system, objectId)
  await store.updateCheck(db, made)
  return toRun(parts, made)
}

async function driveCases(
  parts: ServicesParts,
  system: store.SystemRow,
  objectId: string,
): Promise<SystemCheckCase[]> {
  const id = newId()
  const content = testContent(system.items[0] ?? 'test')
  const message = { id, kind: 'application', objectId, content }
  const send = (more: Partial<typeof message> = {}) =>
    ask(parts, system, { ...message, ...more }).then(
      (receipt): Answer => ({ receipt }),
      (failure: Error): Answer => ({ error: failure.message }),
    )
  const isOutcome = (wanted: SystemReceipt['outcome']) => (answer: Answer) =>
    'receipt' in answer && answer.receipt.outcome === wanted
  const isTold = (answer: Answer) =>
    isOutcome('refused')(answer) && 'receipt' in answer && answer.receipt.faults.length > 0
  const plan: [id: string, title: string, run: () => Promise<Answer>, holds: (answer: Answer) => boolean][] =
    [
      ['push', '接收申请推送', send, isOutcome('accepted')],
      ['push-again', '同一消息重发应答重复', send, isOutcome('duplicate')],
      ['wrong-signature', '签名不符的消息应拒绝', () => sendForged(parts, system, message), wasTurnedAway],
      ['expired', '过期的消息应拒绝', () => sendOld(parts, system, message), wasTurnedAway],
      [
        ...(['missing-field', '缺少事项编码应退回并指明字段'] as const),
        () => send({ id: newId(), content: { ...content, itemCode: '' } }),
        isTold,
      ],
      ['unknown-kind', '不认识的消息种类应退回', () => send({ id: newId(), kind: 'no-such-kind' }), isTold],
    ]
  const cases: SystemCheckCase[] = []
  for (const [caseId, title, run, holds] of plan) {
    const answer = await run()
    cases.push({ id: caseId, title, state: holds(answer) ? 'passed' : 'failed', detail: answered(answer) })
  }
  return cases
}

const wasTurnedAway = (answer: Answer) => 'error' in answer && /HTTP 4\d\d/.test(answer.error)

type Message = { id: string; kind: string; objectId: string; content: object }

const sendForged = (parts: ServicesParts, system: store.SystemRow, message: Message) =>
  postRaw(system, message, 'not the secret both know', parts.kernel.clock.now())

async function sendOld(parts: ServicesParts, system: store.SystemRow, message: Message): Promise<Answer> {
  const secret = await parts.identity.keys.unseal(system.secret)
  return postRaw(system, message, secret, new Date(parts.kernel.clock.now().getTime() - 3_600_000))
}

async function postRaw(
  system: store.SystemRow,
  message: Message,
  secret: string,
  time: Date,
): Promise<Answer> {
  const bare = {
    ...{ system: system.own_code, id: newId(), kind: message.kind, objectId: message.objectId },
    ...{ time: time.toISOString(), content: JSON.stringify(message.content) },
  }
  try {
    const response = await fetch(system.address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...bare, signature: signMessage(bare, secret) }),
      signal: AbortSignal.timeout(15_000),
    })
    return { error: `HTTP ${response.status}` }
  } catch (error) {
    return { error: (error as Error).message }
  }
}

/** A run with what the system has sent since. */
export async function toRun(parts: ServicesParts, row: store.CheckRow): Promise<SystemCheck> {
  const taken = await parts.kernel.db.first<{ results: number; repeats: number }>(sql`
    SELECT count(*)::int AS results, coalesce(sum(repeats), 0)::int AS repeats FROM services.system_message
    WHERE system_id = ${row.system_id} AND direction = 'in' AND object_id = ${row.object_id} AND kind = 'result'
      AND state = 'accepted'`)
  const { results = 0, repeats = 0 } = taken ?? {}
  const told = (id: string, title: string, passed: boolean, detail: string): SystemCheckCase => ({
    ...{ id, title, state: passed ? 'passed' : 'waiting', detail },
  })
  const cases = [
    ...row.cases,
    told('result', '回传办理结果', results > 0, `收到 ${results} 条`),
    told(
      'result-again',
      '以同一编号重发结果',
      results === 1 && repeats > 0,
      `重复 ${repeats} 次，未重复计入`,
    ),
  ]
  const state = cases.some((one) => one.state === 'failed')
    ? 'failed'
    : cases.some((one) => one.state === 'waiting')
      ? 'waiting'
      : 'passed'
  return {
    ...{ id: row.id, systemId: row.system_id, objectId: row.object_id, state, cases },
    ...{ startedTime: row.started_time.toISOString(), byName: row.by_name },
  }
}
