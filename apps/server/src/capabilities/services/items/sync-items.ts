import type { ItemContent, ServiceMaterial } from '@civitas/contract'
import type { ServiceItem as DeclaredItem } from '@civitas/domain-kit'
import { sm3 } from '../../../kernel/crypto.ts'
import { sql } from '../../../kernel/db/sql.ts'
import { newId } from '../../../kernel/ids.ts'
import { toGrams } from '../../../kernel/search.ts'
import { dayOf } from '../numbers.ts'
import type { ServicesParts } from '../services-parts.ts'
import { canonical, wordsOf } from './rules.ts'
import { insertItems, insertVersions, type NewVersion, readNewestOfAll, writeMaterials } from './store.ts'

/** Who wrote versions that come with the platform. */
const declared = '事项库（随平台发布）'

/**
 * Brings the items the domains declare into the directory: new ones are published at once, changed ones as a further
 * version, unless people of the city have written a version of their own since.
 */
export async function syncItems(parts: ServicesParts): Promise<void> {
  const { kernel, domains } = parts
  const now = kernel.clock.now()
  const items = domains.list('serviceItems')
  if (items.length === 0) return
  await kernel.db.transaction(async (tx) => {
    // Only one process of a cluster does it at a time.
    await tx.query(sql`SELECT pg_advisory_xact_lock(hashtext('services.items'))`)
    const known = new Map(
      (
        await readNewestOfAll(
          tx,
          items.map((one) => one.id),
        )
      ).map((row) => [row.code, row]),
    )
    const materials = new Map<string, ServiceMaterial>()
    const created: { id: string; code: string }[] = []
    const versions: NewVersion[] = []
    for (const item of items) {
      const content = toContent(item)
      const own = item.materials.map(toMaterial)
      const digest = sm3(canonical(content))
      const before = known.get(item.id)
      if (before?.digest === digest || (before && before.writer !== declared)) continue
      for (const one of own) materials.set(one.code, one)
      const id = before?.id ?? newId()
      if (!before) created.push({ id, code: item.id })
      versions.push({
        ...{
          id,
          version: (before?.version ?? 0) + 1,
          state: 'published',
          effectiveFrom: before ? dayOf(now) : '2025-01-01',
        },
        ...{ content, organisationId: organisationIdOf(parts, content.organisation) },
        ...{ grams: toGrams(...wordsOf(content, own)), writer: declared, digest },
      })
    }
    await writeMaterials(tx, [...materials.values()], now)
    if (created.length > 0) await insertItems(tx, created, now)
    await insertVersions(tx, versions, now)
  })
}

/** The organisation a name or short name stands for; null in a city that does not have it. */
export function organisationIdOf({ identity }: ServicesParts, name: string): string | null {
  return identity.organisationsByName().get(name) ?? null
}

/** The office of the item that asks of a registry or writes into it; its declared name where no item has it. */
export function officeOf(
  parts: ServicesParts,
  register: NonNullable<ItemContent['register']>,
): { id: string | null; name: string } | null {
  const item = parts.domains.list('serviceItems').find((one) => one.register === register)
  return item ? { id: organisationIdOf(parts, item.organisation), name: item.organisation } : null
}

function toMaterial(one: DeclaredItem['materials'][number]): ServiceMaterial {
  const { code, title, source, form, copies, licenceType, dataCheck } = one
  return { code, title, source, form, copies, licenceType, dataCheck }
}

function toContent({ id: _id, title, materials, ...rest }: DeclaredItem): ItemContent {
  const content = {
    ...rest,
    title: title.zh,
    materials: materials.map(({ code, required, core, when }) => ({ material: code, required, core, when })),
  }
  // Through JSON, as it is kept: no undefined members, nothing shared with the declaration.
  return JSON.parse(JSON.stringify(content)) as ItemContent
}
