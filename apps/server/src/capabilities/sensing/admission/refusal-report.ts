import type { RefusalReport } from '@civitas/contract'
import type { Queryable } from '../../../kernel/db/database.ts'
import { sql } from '../../../kernel/db/sql.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import { conflict, Problem } from '../../../kernel/problem.ts'
import { postWebhook } from '../firings/reactions.ts'

/** A report names the sources of most refusals; so many at most. */
const mostSources = 1_000
const hourMs = 3_600_000
/** Attempts are written a moment after they were made; those of the last moment go into the next report. */
const settleMs = 2_000

/** What was refused between two instants, by source, credential and reason. */
export async function readRefusals(db: Queryable, from: Date, to: Date): Promise<RefusalReport> {
  const rows = await db.query<{
    address: string
    credentialName: string | null
    reason: string
    attempts: number
    first: Date
    last: Date
  }>(sql`SELECT address, credential_name AS "credentialName", reason, count(*)::int AS attempts, min(time) AS first, max(time) AS last
    FROM sensing.connection_attempt WHERE decision = 'refused' AND time >= ${from} AND time < ${to}
    GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3 LIMIT ${mostSources}`)
  const sources = rows.map(({ first, last, ...row }) => ({
    ...row,
    firstTime: first.toISOString(),
    lastTime: last.toISOString(),
  }))
  return { from: from.toISOString(), to: to.toISOString(), sources }
}

/** Tells the security platform of what was refused since the last report it took; nothing is sent when nothing was. */
export async function reportRefusals(
  kernel: Kernel,
  url: string | null | undefined,
): Promise<{ sources: number; attempts: number }> {
  if (!url) throw conflict('no-security-platform', '准入策略中没有安全平台的报送地址。')
  const { db, clock } = kernel
  const now = new Date(clock.now().getTime() - settleMs)
  return db.transaction(async (tx) => {
    // One process reports at a time, so that nothing is told twice.
    await tx.query(sql`SELECT pg_advisory_xact_lock(hashtext('sensing.refusal-report'))`)
    const held = await tx.first<{ until: Date }>(
      sql`SELECT reported_until AS until FROM sensing.refusal_report`,
    )
    const report = await readRefusals(tx, held?.until ?? new Date(now.getTime() - 24 * hourMs), now)
    const attempts = report.sources.reduce((sum, one) => sum + one.attempts, 0)
    const detail = attempts > 0 ? await send(url, report) : '没有被拒绝的接入'
    await tx.query(sql`INSERT INTO sensing.refusal_report (reported_until, detail) VALUES (${now}, ${detail})
      ON CONFLICT (one) DO UPDATE SET reported_until = excluded.reported_until, detail = excluded.detail`)
    return { sources: report.sources.length, attempts }
  })
}

async function send(url: string, report: RefusalReport): Promise<string> {
  try {
    return await postWebhook(url, { kind: 'device-refusals', ...report })
  } catch (error) {
    throw new Problem(
      'unavailable',
      'security-platform-silent',
      `安全平台没有收下：${(error as Error).message}`,
    )
  }
}
