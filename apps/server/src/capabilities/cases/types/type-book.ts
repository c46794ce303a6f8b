import type { CaseTypeContent } from '@civitas/contract'
import type { CaseType, DomainRegistry } from '@civitas/domain-kit'
import type { Kernel } from '../../../kernel/kernel.ts'
import { listPublished, type PublishedRow } from './store.ts'

/**
 * Case types by version: as domains declare them (0) and as the city published them. The newest version of each stands
 * in the registry for new cases; a case goes on with its own.
 */
export interface TypeBook {
  find(id: string, version: number): CaseType | undefined
  /** Whether a domain declares it. */
  isDeclared(id: string): boolean
  /** Every version of every type cases may follow. */
  all(): CaseType[]
  /** Reads again what is published and tells the other processes. */
  publish(): Promise<void>
}

const topic = 'case-types'

export async function openTypeBook(kernel: Kernel, domains: DomainRegistry): Promise<TypeBook> {
  const declared = new Map(domains.list('caseTypes').map((type) => [type.id, type]))
  let written = new Map<string, CaseType>()
  const load = async () => {
    const rows = await listPublished(kernel.db)
    written = new Map(rows.map((row) => [keyOf(row.type, row.version), toCaseType(row)]))
    for (const row of rows) if (row.state === 'published') adopt(domains, row)
  }
  await load()
  kernel.cluster.hear(topic, () => {
    void load().catch((error: Error) => kernel.log.warn({ error: error.message }, 'case types'))
  })
  return {
    find: (id, version) => (version === 0 ? declared.get(id) : written.get(keyOf(id, version))),
    isDeclared: (id) => declared.has(id),
    all: () => [...declared.values(), ...written.values()],
    publish: async () => {
      await load()
      kernel.cluster.tell(topic, null)
    },
  }
}

function adopt(domains: DomainRegistry, row: PublishedRow): void {
  domains.adopt('caseTypes', toCaseType(row))
  for (const item of row.content.dutyItems ?? []) domains.adopt('dutyItems', item)
}

const keyOf = (id: string, version: number) => `${id} ${version}`

/** The content with its id and version: what the engine follows. */
export function toCaseType(row: Pick<PublishedRow, 'type' | 'version' | 'content'>): CaseType {
  const { dutyItems: _, ...content } = row.content
  return { ...content, id: row.type, version: row.version } as unknown as CaseType
}

/** What a declaration says, as content a next version may begin with. */
export function toContent(type: CaseType): CaseTypeContent {
  const { id: _, version: __, ...content } = JSON.parse(JSON.stringify(type)) as CaseType
  return content as unknown as CaseTypeContent
}
