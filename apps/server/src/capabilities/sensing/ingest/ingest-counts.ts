import { sql } from '../../../kernel/db/sql.ts'
import type { Kernel } from '../../../kernel/kernel.ts'

/** What came in, what was stored, what was refused: since the installation began, and for `/metrics`. */
export interface IngestCounts {
  received(rows: number): void
  stored(rows: number, repeated: number): void
  rejected(reason: string): void
  snapshot(): {
    received: number
    stored: number
    repeated: number
    rejectedByReason: Record<string, number>
    storedPerSecond: number
  }
  stop(): Promise<void>
}

const flushMs = 2_000

export async function startIngestCounts(kernel: Kernel): Promise<IngestCounts> {
  const totals = new Map<string, number>()
  for (const row of await kernel.db.query<{ name: string; value: number }>(
    sql`SELECT name, value FROM sensing.ingest_count`,
  )) {
    totals.set(row.name, row.value)
  }
  let unsaved = new Map<string, number>()
  const recent: Array<[time: number, stored: number]> = []
  const metric = kernel.metrics.counter('civitas_observations_total', 'Readings by what became of them.', [
    'outcome',
  ])
  const add = (name: string, n: number) => {
    if (n === 0) return
    totals.set(name, (totals.get(name) ?? 0) + n)
    unsaved.set(name, (unsaved.get(name) ?? 0) + n)
    metric.inc({ outcome: name }, n)
  }
  const save = async () => {
    const now = Date.now()
    recent.push([now, totals.get('stored') ?? 0])
    while (recent.length > 6) recent.shift()
    const changes = [...unsaved]
    unsaved = new Map()
    if (changes.length > 0) await saveCounts(kernel, changes)
  }
  const timer = setInterval(
    () => void save().catch((error: Error) => kernel.log.warn({ error: error.message }, 'counts not saved')),
    flushMs,
  )
  return {
    received: (rows) => add('received', rows),
    stored: (rows, repeated) => {
      add('stored', rows)
      add('repeated', repeated)
    },
    rejected: (reason) => add(`rejected:${reason}`, 1),
    snapshot: () => ({
      received: totals.get('received') ?? 0,
      stored: totals.get('stored') ?? 0,
      repeated: totals.get('repeated') ?? 0,
      rejectedByReason: Object.fromEntries(
        [...totals].flatMap(([name, n]) => (name.startsWith('rejected:') ? [[name.slice(9), n]] : [])),
      ),
      storedPerSecond: rate(recent),
    }),
    stop: async () => {
      clearInterval(timer)
      await save()
    },
  }
}

function rate(recent: Array<[number, number]>): number {
  const [first, last] = [recent[0], recent.at(-1)]
  if (!first || !last || first === last) return 0
  return Math.round(((last[1] - first[1]) / (last[0] - first[0])) * 1000)
}

async function saveCounts(kernel: Kernel, changes: Array<[string, number]>): Promise<void> {
  await kernel.db.query(sql`INSERT INTO sensing.ingest_count (name, value)
    SELECT * FROM unnest(${changes.map(([name]) => name)}::text[], ${changes.map(([, n]) => n)}::bigint[])
    ON CONFLICT (name) DO UPDATE SET value = ingest_count.value + excluded.value`)
}
