import type { Page, Reaction, RuleReaction } from '@civitas/contract'
import { inScope, type Scope } from '../../../kernel/access.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { empty, sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, notFound } from '../../../kernel/problem.ts'
import type { ActiveRule } from './active-rule.ts'

interface ReactionRow {
  id: string
  firing_id: string
  rule_id: string
  thing_id: string
  thing_name: string
  reaction: RuleReaction
  state: Reaction['state']
  attempts: number
  detail: string | null
  created_time: Date
  decided_by: string | null
  done_time: Date | null
}

const columns = sql`r.id, r.firing_id, r.rule_id, r.thing_id, t.name AS thing_name, r.reaction, r.state, r.attempts, r.detail,
  r.created_time, r.decided_by, r.done_time`

/**
 * A command changes a reading, the reading opens the same rule, the rule gives the command: at one thing no more often than
 * this, whatever the hourly limit of the rule says.
 */
const loopLimit = { times: 3, windowMs: 10 * 60_000 }

/** Writes down what an opening sets in motion: to be agreed to, to be done, or suppressed beyond the hourly limit. */
export async function queueReactions(
  kernel: Kernel,
  tx: Transaction,
  active: ActiveRule,
  firingId: string,
  thingId: string,
): Promise<void> {
  const now = kernel.clock.now()
  for (const [place, reaction] of active.reactions.entries()) {
    const hour = await tx.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM sensing.reaction
      WHERE rule_id = ${active.id} AND place = ${place} AND state <> 'suppressed'
        AND created_time > ${new Date(now.getTime() - 3_600_000)}`)
    const beyond = (hour?.n ?? 0) >= reaction.limitPerHour
    const loop = await tx.first<{ n: number }>(sql`SELECT count(*)::int AS n FROM sensing.reaction
      WHERE rule_id = ${active.id} AND place = ${place} AND thing_id = ${thingId} AND state <> 'suppressed'
        AND created_time > ${new Date(now.getTime() - loopLimit.windowMs)}`)
    const isLoop = (loop?.n ?? 0) >= loopLimit.times
    const state = beyond || isLoop ? 'suppressed' : reaction.confirm ? 'waiting' : 'queued'
    const detail = isLoop
      ? `10 分钟内同一设备已联动 ${loop?.n} 次，疑似“命令—读数—规则”循环，已中止`
      : beyond
        ? `一小时内已执行 ${hour?.n} 次，达到上限`
        : null
    await tx.query(sql`INSERT INTO sensing.reaction (id, firing_id, rule_id, place, thing_id, reaction, state, next_time,
        detail, created_time)
      VALUES (${newId()}, ${firingId}, ${active.id}, ${place}, ${thingId}, ${JSON.stringify(reaction)}, ${state}, ${now},
        ${detail}, ${now})`)
  }
}

/** Carries a reaction out; throws with a sentence when it could not be. */
export type CarryOut = (
  reaction: RuleReaction,
  context: { reactionId: string; firingId: string; ruleId: string; thingId: string },
) => Promise<string>

type TakenRow = Pick<ReactionRow, 'id' | 'firing_id' | 'rule_id' | 'thing_id' | 'reaction' | 'attempts'>

const lookMs = 1_000
const mostAttempts = 6

/** Carries queued reactions out, each by one process, again with growing pauses when one fails. */
export function startReactions(kernel: Kernel, carryOut: CarryOut) {
  const { db, clock, log } = kernel
  const takeOne = async (): Promise<boolean> => {
    const now = clock.now()
    // Taken for a minute: a process that dies in between leaves it to another.
    const [row] = await db.query<TakenRow>(sql`UPDATE sensing.reaction
      SET attempts = attempts + 1, next_time = ${new Date(now.getTime() + 60_000)}
      WHERE id = (SELECT id FROM sensing.reaction WHERE state = 'queued' AND next_time <= ${now}
        ORDER BY next_time LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING id, firing_id, rule_id, thing_id, reaction, attempts`)
    if (!row) return false
    const context = {
      ...{ reactionId: row.id, firingId: row.firing_id, ruleId: row.rule_id, thingId: row.thing_id },
    }
    try {
      await finish(row.id, 'done', await carryOut(row.reaction, context))
    } catch (error) {
      await retry(row, (error as Error).message)
    }
    return true
  }
  const finish = (id: string, state: string, detail: string) =>
    db.query(sql`UPDATE sensing.reaction SET state = ${state}, detail = ${detail.slice(0, 500)},
      done_time = ${clock.now()} WHERE id = ${id}`)
  const retry = async (row: TakenRow, reason: string) => {
    if (row.attempts >= mostAttempts) {
      await finish(row.id, 'failed', reason)
      return
    }
    const next = new Date(clock.now().getTime() + 1_000 * 3 ** row.attempts)
    await db.query(sql`UPDATE sensing.reaction SET next_time = ${next}, detail = ${reason.slice(0, 500)}
      WHERE id = ${row.id}`)
  }
  let running = Promise.resolve()
  let busy = false
  const look = async () => {
    while (await takeOne());
  }
  const timer = setInterval(() => {
    if (busy || !kernel.config.roles.includes('worker')) return
    busy = true
    running = look()
      .catch((error: Error) => log.warn({ error: error.message }, 'reactions'))
      .finally(() => {
        busy = false
      })
  }, lookMs)
  return {
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}

/** Posts the firing to an address of another system; anything but 2xx within ten seconds is a failure. */
export async function postWebhook(url: string, body: unknown): Promise<string> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  })
  await answer.arrayBuffer()
  if (!answer.ok) throw new Error(`对方应答 ${answer.status}`)
  return `对方应答 ${answer.status}`
}

export async function listReactions(
  kernel: Kernel,
  query: { ruleId?: string; state?: string; limit?: number; offset?: number },
  scope: Scope,
): Promise<Page<Reaction>> {
  const from = sql`FROM sensing.reaction r JOIN sensing.thing t ON t.id = r.thing_id
    WHERE ${inScope('t.division_code', scope)} ${query.ruleId ? sql`AND r.rule_id = ${query.ruleId}` : empty}
      ${query.state ? sql`AND r.state = ${query.state}` : empty}`
  const rows = await kernel.db.query<ReactionRow & { thing_name: string }>(sql`SELECT ${columns} ${from}
    ORDER BY r.created_time DESC, r.id DESC LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
  const count = await kernel.db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${from}`)
  return { items: rows.map(toReaction), total: count?.n ?? 0 }
}

/** A person agrees to a waiting reaction, or refuses it. */
export async function decideReaction(
  kernel: Kernel,
  id: string,
  decision: { agree: boolean; reason?: string; by: string },
  scope: Scope,
): Promise<Reaction> {
  const found = await findReaction(kernel, id, scope)
  if (!found) throw notFound('联动动作', id)
  const rows = await kernel.db.query(sql`UPDATE sensing.reaction
    SET state = ${decision.agree ? 'queued' : 'refused'}, decided_by = ${decision.by},
      next_time = ${kernel.clock.now()}, detail = ${decision.reason ?? null}
    WHERE id = ${id} AND state = 'waiting' RETURNING id`)
  if (rows.length === 0) throw conflict('already-decided', '此动作已经确认、否决或执行。')
  return toReaction((await findReaction(kernel, id, scope)) as ReactionRow)
}

function findReaction(kernel: Kernel, id: string, scope: Scope): Promise<ReactionRow | undefined> {
  return kernel.db.first<ReactionRow>(sql`SELECT ${columns} FROM sensing.reaction r
    JOIN sensing.thing t ON t.id = r.thing_id WHERE r.id = ${id} AND ${inScope('t.division_code', scope)}`)
}

function toReaction(row: ReactionRow): Reaction {
  return {
    id: row.id,
    firingId: row.firing_id,
    ruleId: row.rule_id,
    thingId: row.thing_id,
    thingName: row.thing_name,
    reaction: row.reaction,
    state: row.state,
    attempts: row.attempts,
    detail: row.detail,
    createdTime: row.created_time.toISOString(),
    decidedBy: row.decided_by,
    doneTime: row.done_time?.toISOString() ?? null,
  }
}
