import type { ConnectionCoverage } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import type { EventsParts } from '../publish-event.ts'
import { listClients } from '../reports/store.ts'
import { listPeers } from './store.ts'

const dayMs = 86_400_000

interface System {
  kind: ConnectionCoverage['kinds'][number]['kind']
  name: string
  active: boolean
  lastTime: string | null
}

/** Systems by kind: how many are registered, at work and heard of since an instant. */
export function coverKinds(systems: readonly System[], since: Date): ConnectionCoverage['kinds'] {
  return (['upper', 'lower', 'open311', 'client'] as const).map((kind) => {
    const own = systems.filter((one) => one.kind === kind)
    const active = own.filter((one) => one.active)
    const silent = active.filter((one) => !one.lastTime || new Date(one.lastTime) < since)
    return {
      ...{ kind, registered: own.length, active: active.length, heard: active.length - silent.length },
      silent: silent.map((one) => one.name),
    }
  })
}

/** How far other levels and systems are connected, and what passed between in a day. */
export async function getCoverage({ kernel, territory }: EventsParts): Promise<ConnectionCoverage> {
  const { db, clock } = kernel
  const since = new Date(clock.now().getTime() - dayMs)
  const [peers, clients, passed, byChannel] = await Promise.all([
    listPeers(db),
    listClients(db),
    countPassed(db, since),
    countByChannel(db, since),
  ])
  const kinds = coverKinds(
    [
      ...peers.map((one) => ({ ...one, lastTime: one.lastContactTime })),
      ...clients.map((one) => ({ ...one, kind: 'client' as const })),
    ],
    since,
  )
  const districts = territory.listDivisionsOfLevel(2)
  const joined = peers.filter((one) => one.kind === 'lower' && one.active).map((one) => one.division ?? '')
  const missing = districts.filter(({ code }) => !joined.some((own) => own.startsWith(code)))
  const sum = (of: 'registered' | 'heard') => kinds.reduce((total, one) => total + one[of], 0)
  return {
    ...{ kinds, ...passed, byChannel, time: clock.now().toISOString() },
    divisions: {
      total: districts.length,
      covered: districts.length - missing.length,
      missing: missing.map((one) => one.name),
    },
    share: sum('registered') === 0 ? null : sum('heard') / sum('registered'),
    waiting: peers.reduce((total, one) => total + one.waiting, 0),
    method:
      '覆盖率 = 24 小时内有往来的 ÷ 已登记的；区县覆盖 = 有在用下级平台的区县 ÷ 全部区县；收发数为 24 小时内收到与被对方接收的消息和上报',
  }
}

async function countPassed(db: Queryable, since: Date): Promise<{ in24h: number; out24h: number }> {
  const row = await db.first<{ in24h: number; out24h: number }>(sql`SELECT
    (SELECT count(*)::int FROM events.inbox WHERE taken_time >= ${since})
      + (SELECT count(*)::int FROM events.report r JOIN events.intake_client c ON c.name = r.source_system
         WHERE r.taken_time >= ${since}) AS "in24h",
    (SELECT count(*)::int FROM events.outbox WHERE sent_time >= ${since}) AS "out24h"`)
  return row ?? { in24h: 0, out24h: 0 }
}

function countByChannel(db: Queryable, since: Date): Promise<ConnectionCoverage['byChannel']> {
  return db.query(sql`SELECT source, count(*)::int AS events FROM events.event
    WHERE reported_time >= ${since} AND state <> 'merged' GROUP BY 1 ORDER BY 2 DESC, 1`)
}
