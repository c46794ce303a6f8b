import type { TraceLink, TraceNode } from '@civitas/sdk'
import { say } from './command.ts'
import { showTime } from './table.ts'

const kinds: Record<string, [zh: string, en: string]> = {
  observation: ['观测', 'Observation'],
  firing: ['规则触发', 'Firing'],
  event: ['事件', 'Event'],
  case: ['案件', 'Case'],
  task: ['任务', 'Task'],
  indicator: ['指标', 'Indicator'],
  entity: ['实体', 'Entity'],
}

/**
 * The chain as an indented tree: causes above, effects below them. A thing with several causes stands under the first; where
 * it comes up again only its title is written.
 */
export function drawTrace(nodes: readonly TraceNode[], links: readonly TraceLink[], asked: string): string {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const effects = new Map<string, TraceLink[]>()
  for (const link of links) effects.set(link.from, [...(effects.get(link.from) ?? []), link])
  const caused = new Set(links.map((link) => link.to))
  const lines: string[] = []
  const drawn = new Set<string>()
  const draw = (id: string, depth: number, note: string) => {
    const node = byId.get(id)
    const again = drawn.has(id)
    lines.push(describe(node, id, depth, note, again, id === asked))
    if (again) return
    drawn.add(id)
    for (const link of effects.get(id) ?? []) draw(link.to, depth + 1, link.note)
  }
  for (const node of nodes) if (!caused.has(node.id)) draw(node.id, 0, '')
  for (const node of nodes) if (!drawn.has(node.id)) draw(node.id, 0, '')
  return lines.join('\n')
}

function describe(
  node: TraceNode | undefined,
  id: string,
  depth: number,
  note: string,
  again: boolean,
  asked: boolean,
): string {
  const [zh, en] = kinds[node?.kind ?? ''] ?? [node?.kind ?? '', node?.kind ?? '']
  const time = showTime(node?.time ?? null).padEnd(19)
  const branch = depth > 0 ? `${'   '.repeat(depth - 1)}└─ ` : ''
  const title = node && node.title !== id ? `${node.title} ` : ''
  const why = note ? ` ← ${note}` : ''
  const more = again ? say({ zh: '（见上）', en: ' (see above)' }) : why
  return `${time}  ${branch}${asked ? '▶ ' : ''}${say({ zh, en })} ${title}[${id}]${more}`
}
