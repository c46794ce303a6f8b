import type { AudienceGrade, CockpitComponent, CockpitContent, ComponentData } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { forbidden, notFound } from '../../../kernel/problem.ts'
import { chooseDivision, type ReadParts } from '../read-indicators.ts'
import { getRow, openContent, requireGrade, viewerGrade } from './manage-pages.ts'
import { createOwnData, isOwn } from './own-data.ts'
import { type DataAsk, provideData } from './provide-data.ts'
import { coarsen, sightOf } from './rules.ts'

interface Held {
  data: ComponentData
  /** What is drawn, to see whether it changed. */
  drawn: string
  revision: number
  until: number
}

/** One page in one division: its components computed once, whoever and however many look. */
interface Sheet {
  content: CockpitContent
  version: number
  grade: AudienceGrade
  checkedUntil: number
  held: Map<string, Held>
  revision: number
  cutOff: string
  refreshing: Promise<void> | null
  usedMs: number
  /** Answers already written out, by grade, permissions and `since`; emptied when something changed. */
  written: Map<string, string>
}

const recheckMs = 2_000
const sheetsKept = 200

export interface DataQuery {
  division?: string
  /** Period of what is shown over time, instead of that of each component. */
  window?: string
  draft?: boolean
  since?: number
}

/** Serves component data: rights checked here, values computed once for each page and division and fanned out. */
export function createDataService(parts: ReadParts) {
  const sheets = new Map<string, Sheet>()
  const own = createOwnData(parts)
  const open = async (id: string, query: DataQuery, principal: Principal) => {
    const division = divisionFor(parts, query.division, principal)
    const key = `${id} ${query.draft ? 'draft' : ''} ${division} ${query.window ?? ''}`
    let sheet = sheets.get(key)
    // Seeing a draft is a right of its own, looked at each time; a published page is read anew every two seconds.
    if (!sheet || query.draft || sheet.checkedUntil < Date.now()) {
      const opened = await openContent(parts, await getRow(parts, id), query, principal)
      if (!sheet || sheet.version !== opened.version) sheet = newSheet(opened)
      sheet.checkedUntil = Date.now() + recheckMs
      if (sheets.size >= sheetsKept) forgetOldest(sheets)
      sheets.set(key, sheet)
    }
    sheet.usedMs = Date.now()
    const viewer = viewerGrade(principal)
    requireGrade(sheet.grade, viewer)
    return { sheet, division, viewer }
  }
  return {
    /** All components of a page as JSON text; only those that changed after `since`. */
    page: async (id: string, query: DataQuery, principal: Principal): Promise<string> => {
      const { sheet, division, viewer } = await open(id, query, principal)
      await refreshSheet(parts, sheet, { division, window: query.window })
      const lists = ['events.read', 'cases.read']
        .map((name) => Number(principal.permissions.has(name)))
        .join('')
      const since = query.since ?? 0
      const key = `${viewer} ${lists} ${since}`
      const known = sheet.written.get(key)
      const text = known ?? write(sheet, viewer, principal.permissions, since)
      if (sheet.written.size > 500) sheet.written.clear()
      if (!known) sheet.written.set(key, text)
      const mine = sheet.content.components.filter(
        (one) => isOwn(one) && sightOf(one, viewer, principal.permissions) === 'whole',
      )
      if (mine.length === 0) return text
      const { refreshSeconds } = sheet.content
      return joinOwn(text, await own.read(id, { components: mine, refreshSeconds }, principal))
    },
    /** One component; a caller below its grade is refused. */
    component: async (id: string, componentId: string, query: DataQuery, principal: Principal) => {
      const { sheet, division, viewer } = await open(id, query, principal)
      const component = sheet.content.components.find((one) => one.id === componentId)
      if (!component) throw notFound('组件', componentId)
      const sight = sightOf(component, viewer, principal.permissions)
      if (sight === 'none') throw forbidden('观众级别不足，不能读取该组件的数据。', 'grade-too-low')
      if (isOwn(component)) {
        if (sight !== 'whole') throw forbidden('观众级别不足，不能读取该组件的数据。', 'grade-too-low')
        const { refreshSeconds } = sheet.content
        const [data] = await own.read(id, { components: [component], refreshSeconds }, principal)
        return data as ComponentData
      }
      await refreshSheet(parts, sheet, { division, window: query.window })
      const held = sheet.held.get(componentId) as Held
      return sight === 'coarse' ? coarsen(held.data) : held.data
    },
  }
}

/** The public sees the whole city; staff the division they ask for within their scope. */
function divisionFor(parts: ReadParts, asked: string | undefined, principal: Principal): string {
  if (viewerGrade(principal) !== 'public') return chooseDivision(parts, asked, principal.scope)
  return parts.territory.cityCode() ?? ''
}

function newSheet(opened: { content: CockpitContent; version: number; grade: AudienceGrade }): Sheet {
  return {
    ...opened,
    ...{ checkedUntil: 0, held: new Map(), revision: Date.now(), cutOff: '', refreshing: null, usedMs: 0 },
    written: new Map(),
  }
}

function forgetOldest(sheets: Map<string, Sheet>): void {
  const [oldest] = [...sheets.entries()].sort((a, b) => a[1].usedMs - b[1].usedMs)
  if (oldest) sheets.delete(oldest[0])
}

type Asked = Omit<DataAsk, 'now'>

/** Brings what is due up to one common cut-off time; those who ask meanwhile wait for the same work. */
function refreshSheet(parts: ReadParts, sheet: Sheet, asked: Asked): Promise<void> {
  sheet.refreshing ??= refresh(parts, sheet, asked).finally(() => {
    sheet.refreshing = null
  })
  return sheet.refreshing
}

async function refresh(parts: ReadParts, sheet: Sheet, asked: Asked): Promise<void> {
  const ms = Date.now()
  const due = sheet.content.components.filter(
    (one) => !isOwn(one) && (sheet.held.get(one.id)?.until ?? 0) <= ms,
  )
  if (due.length === 0) return
  const now = parts.kernel.clock.now()
  sheet.cutOff = now.toISOString()
  const fresh = await Promise.all(due.map((one) => provideSafely(parts, one, { ...asked, now })))
  let isChanged = false
  for (const [i, component] of due.entries()) {
    const data = fresh[i] as ComponentData
    const drawn = JSON.stringify({ ...data, cutOffTime: '' })
    const former = sheet.held.get(component.id)
    const changed = former?.drawn !== drawn
    if (changed && !isChanged) sheet.revision += 1
    isChanged ||= changed
    const cycleMs = (component.binding?.cycleSeconds ?? sheet.content.refreshSeconds) * 1000
    const revision = changed ? sheet.revision : (former?.revision ?? sheet.revision)
    sheet.held.set(component.id, { data, drawn, revision, until: Date.now() + cycleMs })
  }
  sheet.written.clear()
}

/** A component that cannot be computed says so in its place; the others are shown. */
async function provideSafely(
  parts: ReadParts,
  component: CockpitComponent,
  ask: DataAsk,
): Promise<ComponentData> {
  try {
    return await provideData(parts, component, ask)
  } catch (error) {
    parts.kernel.log.error(
      { component: component.id, error: (error as Error).stack },
      'a component has no data',
    )
    const nothing = {
      source: '',
      unit: '',
      precision: 0,
      value: null,
      status: null,
      freshness: null,
      items: [],
    }
    return {
      component: component.id,
      cutOffTime: ask.now.toISOString(),
      coarse: false,
      note: '数据暂不可用',
      ...nothing,
    }
  }
}

function write(sheet: Sheet, viewer: AudienceGrade, permissions: ReadonlySet<string>, since: number): string {
  const components = sheet.content.components.flatMap((component) => {
    const held = sheet.held.get(component.id)
    if (!held || held.revision <= since) return []
    const sight = sightOf(component, viewer, permissions)
    if (sight === 'none') return []
    return [sight === 'coarse' ? coarsen(held.data) : held.data]
  })
  return JSON.stringify({ revision: sheet.revision, cutOffTime: sheet.cutOff, components })
}

/** An answer written for all, with what is this caller’s alone. */
function joinOwn(text: string, own: readonly ComponentData[]): string {
  const page = JSON.parse(text) as { components: ComponentData[] }
  return JSON.stringify({ ...page, components: [...page.components, ...own] })
}

export type DataService = ReturnType<typeof createDataService>
