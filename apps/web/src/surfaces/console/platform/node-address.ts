import type { TraceNode } from '@civitas/sdk'

const folders: Record<string, string> = {
  event: 'events',
  case: 'cases',
  entity: 'entities',
  thing: 'devices',
  indicator: 'indicators',
}

/** Where the record of a node opens; nothing for nodes without a page. */
export function nodeAddress(node: Pick<TraceNode, 'kind' | 'id'>): string | null {
  const folder = folders[node.kind]
  return folder ? `/console/${folder}/${encodeURIComponent(node.id)}` : null
}
