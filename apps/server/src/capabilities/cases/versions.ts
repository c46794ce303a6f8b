import type { LiveTopic } from '@civitas/contract'
import type { Queryable } from '../../kernel/db/database.ts'
import { sql } from '../../kernel/db/sql.ts'
import { Problem } from '../../kernel/problem.ts'
import { type Act, actTexts } from './act-texts.ts'
import type { Actor, CasesParts } from './publish-case.ts'
import { clockTime } from './rules.ts'
import type { CaseRow } from './store.ts'

interface LastEntry {
  act: Act
  text: string
  time: Date
  user_id: string | null
  user_name: string | null
}

/**
 * Refuses an act on a version that is no longer the newest, naming who changed what, and tells both people: the one who
 * tried in the answer, the one who changed it through the live channel.
 */
export async function requireVersion(
  parts: CasesParts,
  db: Queryable,
  row: CaseRow,
  version: { seen: number | undefined; now: number; taskId?: string },
  by: Actor,
): Promise<void> {
  if (version.seen === undefined || version.seen === version.now) return
  const ofTask = version.taskId ? sql`AND detail->>'taskId' = ${version.taskId}` : sql``
  const last = await db.first<LastEntry>(sql`SELECT act, text, time, user_id, user_name FROM cases.entry
    WHERE case_id = ${row.id} ${ofTask} ORDER BY time DESC, id DESC LIMIT 1`)
  const did = last ? (actTexts[last.act]?.zh ?? last.act) : '修改'
  const who = last?.user_name ?? '系统'
  const when = last ? clockTime(last.time) : ''
  tellBoth(parts, row, by, last, did)
  throw new Problem(
    'conflict',
    'changed-meanwhile',
    `${who}已于 ${when} ${did}${last?.text ? `（${last.text}）` : ''}，请刷新后再办理。`,
  )
}

const topic: LiveTopic = 'cases'

interface Contest {
  divisionCode: string | null
}

function tellBoth(
  { kernel }: CasesParts,
  row: CaseRow,
  by: Actor,
  last: LastEntry | undefined,
  change: string,
): void {
  const body = {
    act: 'contested',
    caseId: row.id,
    reference: row.reference,
    divisionCode: row.division_code,
    triedBy: by.name,
    triedById: by.userId,
    changedBy: last?.user_name ?? null,
    changedById: last?.user_id ?? null,
    change,
  }
  kernel.realtime.publish(topic, row.division_code, body)
  kernel.cluster.tell('cases.contested', body)
}

/** Passes on what other processes tell of such meetings. */
export function hearContests({ kernel }: CasesParts): void {
  kernel.cluster.hear('cases.contested', (body: Contest) =>
    kernel.realtime.publish(topic, body.divisionCode, body),
  )
}
