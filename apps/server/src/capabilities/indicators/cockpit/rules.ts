import {
  type AudienceGrade,
  audienceGrades,
  type BindingFault,
  type CockpitComponent,
  type CockpitContent,
  type ComponentData,
} from '@civitas/contract'
import { type DomainRegistry, parseWindow } from '@civitas/domain-kit'
import type { Principal } from '../../../kernel/access.ts'
import type { IndicatorRegistry } from '../registry/registry.ts'
import { factViews } from './fact-views.ts'

/** How high a grade stands: 公众 0, 内部 1, 领导 2. */
export function rankGrade(grade: AudienceGrade): number {
  return audienceGrades.indexOf(grade)
}

/** The grade of a caller: leaders, staff who may see indicators, and everybody else. */
export function gradeOf({ permissions }: Pick<Principal, 'permissions'>): AudienceGrade {
  if (permissions.has('indicators.instruct')) return 'leader'
  return permissions.has('indicators.read') ? 'internal' : 'public'
}

/** What a viewer sees of a component: all of it, rounded figures, or nothing. */
export function sightOf(
  component: Pick<CockpitComponent, 'grade' | 'below' | 'binding'>,
  viewer: AudienceGrade,
  permissions: ReadonlySet<string>,
): 'whole' | 'coarse' | 'none' {
  const { source, view } = component.binding ?? {}
  if (view === 'list' && source === 'events' && !permissions.has('events.read')) return 'none'
  if (view === 'list' && source === 'cases' && !permissions.has('cases.read')) return 'none'
  if (source === 'instructions' && !permissions.has('indicators.read')) return 'none'
  const missing = rankGrade(component.grade) - rankGrade(viewer)
  if (missing <= 0) return 'whole'
  return missing === 1 && component.below === 'coarsen' && view !== 'list' ? 'coarse' : 'none'
}

/** Figures to two digits, without state and notes. */
export function coarsen(data: ComponentData): ComponentData {
  const round = (value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(2)) : value)
  return {
    ...data,
    coarse: true,
    value: data.value === null ? null : (round(data.value) as number),
    status: null,
    note: null,
    items: data.items.map((item) =>
      Object.fromEntries(Object.entries(item).map(([key, value]) => [key, round(value)])),
    ),
  }
}

const audienceOf = { public: 'public', department: 'internal', leader: 'leader' } as const

/** Kinds that need no data. */
const still: ReadonlySet<string> = new Set(['text', 'clock', 'video', 'image', 'map', 'carousel'])

export interface Known {
  registry: IndicatorRegistry
  domains: DomainRegistry
  indices: ReadonlySet<string>
  analyses: ReadonlySet<string>
}

/** Everything wrong with the bindings of a page, by component. */
export function findBindingFaults(content: CockpitContent, known: Known): BindingFault[] {
  const ids = new Set<string>()
  return content.components.flatMap((component) => {
    const faults = componentFaults(component, known)
    if (ids.has(component.id)) faults.push({ path: 'id', message: '组件编号重复' })
    ids.add(component.id)
    if (component.x + component.w > 24) faults.push({ path: 'w', message: '超出 24 列画布' })
    return faults.map((fault) => ({ component: component.id, ...fault }))
  })
}

function componentFaults(
  component: CockpitComponent,
  known: Known,
): Array<{ path: string; message: string }> {
  const { binding, kind } = component
  if (!binding) return still.has(kind) ? [] : [{ path: 'binding', message: '没有绑定数据' }]
  const faults = []
  if (binding.window && !parseWindow(binding.window))
    faults.push({ path: 'binding.window', message: `不认识的时间窗“${binding.window}”` })
  const { source, ids = [] } = binding
  const needsIds =
    source === 'indicator' ||
    source === 'indicators' ||
    source === 'index' ||
    source === 'entities' ||
    source === 'analysis'
  if (needsIds && ids.length === 0) faults.push({ path: 'binding.ids', message: '没有选择数据' })
  if (
    (source === 'events' || source === 'cases') &&
    !(factViews as readonly string[]).includes(binding.view ?? 'count')
  )
    faults.push({ path: 'binding.view', message: `没有“${binding.view}”这种统计` })
  for (const id of ids) faults.push(...idFaults(component, id, known))
  return faults
}

function idFaults(component: CockpitComponent, id: string, { registry, domains, indices, analyses }: Known) {
  const fault = (message: string) => [{ path: 'binding.ids', message }]
  switch (component.binding?.source) {
    case 'indicator':
    case 'indicators': {
      const found = registry.find(id)
      if (!found) return fault(`没有指标“${id}”`)
      const grade = audienceOf[found.audience]
      return rankGrade(grade) > rankGrade(component.grade)
        ? fault(`“${found.title.zh}”的受众级别高于组件的级别`)
        : []
    }
    case 'index':
      return indices.has(id) ? [] : fault(`没有指数“${id}”`)
    case 'analysis':
      return analyses.has(id) ? [] : fault('没有这个分析，可能已被删除')
    case 'events':
      return domains.findEventType(id) ? [] : fault(`没有事件类型“${id}”`)
    case 'cases':
      return domains.findCaseType(id) ? [] : fault(`没有案件类型“${id}”`)
    case 'entities':
      return domains.findEntityType(id) ? [] : fault(`没有实体类型“${id}”`)
    default:
      return []
  }
}
