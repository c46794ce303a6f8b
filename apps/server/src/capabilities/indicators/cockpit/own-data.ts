import type { CockpitComponent, ComponentData } from '@civitas/contract'
import { hasPermission, type Principal } from '../../../kernel/access.ts'
import { Problem } from '../../../kernel/problem.ts'
import type { ReadParts } from '../read-indicators.ts'
import type { Item } from './fact-views.ts'

/** Saved analyses, run with the rights of who looks. */
export interface AnalysisSource {
  /** Of these ids, those that are there. */
  known(ids: readonly string[]): Promise<ReadonlySet<string>>
  /** What an analysis gives this caller: his rows, his columns, masked as he may see them. A {@link Problem} where he may not. */
  run(principal: Principal, id: string): Promise<AnalysisFrame>
}

export interface AnalysisFrame {
  readonly source: string
  /** Grade of the data it comes from, in words. */
  readonly grade: string
  readonly items: Item[]
}

/** Whether a component is computed for each caller by himself, and never handed from one to another. */
export const isOwn = (component: CockpitComponent) => component.binding?.source === 'analysis'

interface Held {
  data: ComponentData
  until: number
}

const kept = 2_000
const leastSeconds = 30
const whenBusyMs = 5_000

/** Components whose data depend on who looks: each caller has his own, kept for one refresh. */
export function createOwnData(parts: ReadParts) {
  const held = new Map<string, Held>()
  const read = async (key: string, component: CockpitComponent, principal: Principal, seconds: number) => {
    const known = held.get(key)
    if (known && known.until > Date.now()) return known.data
    const { data, again } = await runFor(parts, component, principal)
    if (held.size >= kept) held.delete(held.keys().next().value as string)
    held.delete(key)
    held.set(key, { data, until: Date.now() + (again ?? seconds * 1000) })
    return data
  }
  return {
    /** Data of these components for a caller, one after the other: an analysis takes a room of its own. */
    read: async (
      page: string,
      { components, refreshSeconds }: { components: readonly CockpitComponent[]; refreshSeconds: number },
      principal: Principal,
    ): Promise<ComponentData[]> => {
      const found: ComponentData[] = []
      for (const component of components) {
        const seconds = Math.max(component.binding?.cycleSeconds ?? refreshSeconds, leastSeconds)
        const key = `${page} ${component.id} ${component.binding?.ids?.[0]} ${principal.userId}`
        found.push(await read(key, component, principal, seconds))
      }
      return found
    },
  }
}

async function runFor(
  { analyses, kernel }: ReadParts,
  component: CockpitComponent,
  principal: Principal,
): Promise<{ data: ComponentData; again?: number }> {
  const frame = {
    ...{ component: component.id, cutOffTime: kernel.clock.now().toISOString(), coarse: false },
    ...{ source: '数据分析', unit: '', precision: 2, value: null, status: null, note: null, freshness: null },
    items: [],
  }
  const id = component.binding?.ids?.[0]
  if (!analyses.current || !id) return { data: { ...frame, note: '数据暂不可用' } }
  if (!hasPermission(principal, 'data.analyse'))
    return { data: { ...frame, note: '无权限：不能使用数据分析。' } }
  try {
    const { source, grade, items } = await analyses.current.run(principal, id)
    const shown = items.slice(0, component.binding?.limit ?? items.length)
    return { data: { ...frame, source, note: `数据级别：${grade}`, items: shown } }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const again = error.kind === 'limit-exceeded' ? { again: whenBusyMs } : {}
    return { data: { ...frame, note: error.message }, ...again }
  }
}
