import * as contract from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { notFound } from '../../../kernel/problem.ts'
import { hasTraditionalWay } from '../items/rules.ts'
import { listAllInForce } from '../items/store.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'

/** Binds what lets the old do without a screen: proxies with their log, and the register of ways (SOC-025). */
export function bindElderly(parts: ServicesParts): void {
  const { http, db, clock } = parts.kernel
  http.bind(contract.listProxyActs, async ({ query }, { principal }) => {
    const acting = await parts.identity.subjects.ofCaller(db, principal)
    if (!acting) throw notFound('实名身份', principal.userId)
    // One with a bounded power sees its own acts, not those of everybody else who acts for the same subject.
    const subjects = acting.scenes === null ? [acting.by.id, acting.subject.id] : [acting.by.id]
    const mine = sql`FROM services.proxy_act WHERE subject_id = ANY(${subjects}) OR by_id = ${acting.by.id}`
    const rows = await db.query<ProxyRow>(sql`SELECT * ${mine} ORDER BY time DESC, id DESC
      LIMIT ${query.limit ?? 50} OFFSET ${query.offset ?? 0}`)
    const count = await db.first<{ n: number }>(sql`SELECT count(*)::int AS n ${mine}`)
    return { items: rows.map(toAct), total: count?.n ?? 0 }
  })
  http.bind(contract.listItemWays, async ({ query }) => {
    const day = dayOf(clock.now())
    const all = (await listAllInForce(db, day))
      .filter(({ content }) => !query.search || content.title.includes(query.search))
      .map(({ id, code, content }) => ({
        ...{ itemId: id, code, title: content.title, organisation: content.organisation },
        ways: content.ways ?? ['web', 'window'],
        isCovered: hasTraditionalWay(content),
        exceptionUntil: content.digitalOnly?.until ?? null,
      }))
      .filter(
        (one) => !query.gap || (!one.isCovered && isGap(one.exceptionUntil, day) === (query.gap === 'none')),
      )
    const from = query.offset ?? 0
    return { items: all.slice(from, from + (query.limit ?? 50)), total: all.length }
  })
}

const isGap = (until: string | null, day: string) => until === null || until <= day

interface ProxyRow {
  id: string
  subject_name: string
  by_name: string
  asked: string
  scope: string[] | null
  outcome: 'done' | 'refused'
  time: Date
}

function toAct(row: ProxyRow) {
  return {
    ...{ id: row.id, subjectName: row.subject_name, byName: row.by_name, asked: row.asked, scope: row.scope },
    ...{ outcome: row.outcome, time: row.time.toISOString() },
  }
}

/** Writes down what somebody did, or was refused, on behalf of another; both see it. Own matters are nobody’s act. */
export async function noteProxy(
  parts: ServicesParts,
  principal: Principal,
  asked: string,
  outcome: 'done' | 'refused',
): Promise<void> {
  const { db, clock } = parts.kernel
  const acting = await parts.identity.subjects.ofCaller(db, principal)
  if (!acting || acting.subject.id === acting.by.id) return
  await db.query(sql`INSERT INTO services.proxy_act (id, subject_id, subject_name, by_id, by_name, asked, scope, outcome, time)
    VALUES (${newId()}, ${acting.subject.id}, ${acting.subject.name}, ${acting.by.id}, ${acting.by.name}, ${asked},
      ${acting.scenes}, ${outcome}, ${clock.now()})`)
}
