import { type ModelDefinition, modelsChanged } from '@civitas/contract'
import type { DomainRegistry, ThingType } from '@civitas/domain-kit'
import type { Kernel } from '../../../kernel/kernel.ts'
import { toDefinition, toThingType } from './rules.ts'
import { type ModelRow, readModels } from './store.ts'

/** Where device models are found: those the domains declare, and those made here or brought by a pack. */
export interface ThingModels {
  /** The current version, or the version asked for; the models of the domains have only one. */
  findThingType(id: string, version?: number | null): ThingType | undefined
  findDefinition(id: string, version?: number | null): ModelDefinition | undefined
  /** The newest published version of a model made here; null for one a domain declares. */
  currentVersion(id: string): number | null
  /** Published models, the current version of each. */
  listThingTypes(): ThingType[]
  reload(): Promise<void>
  /** Heard after the models have been read anew. */
  onChanged(hear: () => void): void
}

interface Held {
  type: ThingType
  definition: ModelDefinition
}

export async function openModels(kernel: Kernel, domains: DomainRegistry): Promise<ThingModels> {
  let made = new Map<string, Map<number, Held>>()
  const declared = new Map<string, ModelDefinition>()
  const hearers: Array<() => void> = []
  const reload = async () => {
    made = index(await readModels(kernel.db))
    for (const hear of hearers) hear()
  }
  await reload()
  kernel.messages.tail(modelsChanged, () => void reload())
  const currentVersion = (id: string) => {
    const versions = made.get(id)
    return versions ? Math.max(...versions.keys()) : null
  }
  const find = (id: string, version?: number | null) => {
    const versions = made.get(id)
    return versions?.get(version ?? (currentVersion(id) as number)) ?? undefined
  }
  return {
    findThingType: (id, version) => domains.findThingType(id) ?? find(id, version)?.type,
    findDefinition: (id, version) => {
      const own = find(id, version)
      if (own) return own.definition
      const type = domains.findThingType(id)
      if (type && !declared.has(id)) declared.set(id, toDefinition(type))
      return declared.get(id)
    },
    currentVersion,
    listThingTypes: () => [
      ...domains.list('thingTypes'),
      ...[...made.keys()].flatMap((id) => find(id)?.type ?? []),
    ],
    reload,
    onChanged: (hear) => hearers.push(hear),
  }
}

function index(rows: readonly ModelRow[]): Map<string, Map<number, Held>> {
  const models = new Map<string, Map<number, Held>>()
  for (const row of rows) {
    if (row.state !== 'published') continue
    const versions = models.get(row.id) ?? new Map<number, Held>()
    versions.set(row.version, { type: toThingType(row.id, row.definition), definition: row.definition })
    models.set(row.id, versions)
  }
  return models
}
