import type { LdRow } from './ld-row.ts'

type FindMany = (tenant: string, uris: readonly string[]) => Promise<LdRow[]>

interface Waiting {
  tenant: string
  uri: string
  resolve(row: LdRow | undefined): void
  reject(error: unknown): void
}

const mostAtOnce = 100
const inFlight = 2

/** Lets rows that are asked for while others are being read share the next query. One alone is not kept waiting. */
export function findTogether(
  findMany: FindMany,
): (tenant: string, uri: string) => Promise<LdRow | undefined> {
  let waiting: Waiting[] = []
  let running = 0
  const readGroup = async (group: readonly Waiting[]) => {
    try {
      const [{ tenant }] = group as [Waiting]
      const rows = await findMany(tenant, [...new Set(group.map((one) => one.uri))])
      const byUri = new Map(rows.map((row) => [row.uri, row]))
      for (const one of group) one.resolve(byUri.get(one.uri))
    } catch (error) {
      for (const one of group) one.reject(error)
    }
  }
  const run = async () => {
    const [first] = waiting
    if (!first || running >= inFlight) return
    const group = waiting.filter((one) => one.tenant === first.tenant).slice(0, mostAtOnce)
    const taken = new Set(group)
    waiting = waiting.filter((one) => !taken.has(one))
    running++
    await readGroup(group)
    running--
    void run()
  }
  return (tenant, uri) =>
    new Promise((resolve, reject) => {
      waiting.push({ tenant, uri, resolve, reject })
      void run()
    })
}
