import {
  type CockpitContent,
  type ComponentData,
  getPageData,
  type OperationInput,
  type OperationOutput,
} from '@civitas/sdk'
import { useEffect, useState } from 'react'
import { client } from '../../app/client.ts'

export interface PageData {
  data: ReadonlyMap<string, ComponentData>
  cutOffTime: string | null
  error: Error | null
}

export type PageWindow = NonNullable<OperationInput<typeof getPageData>['query']['window']>

type Answer = OperationOutput<typeof getPageData>

const none: PageData = { data: new Map(), cutOffTime: null, error: null }

interface Asked {
  id: string
  content: CockpitContent
  division?: string
  /** Period of what is shown over time. */
  window?: PageWindow
  draft?: boolean
  /** Nothing is read while false. */
  enabled?: boolean
  /** Another one reads everything anew. */
  key?: number
}

/** The data of all components of a page, read again every cycle; each time only what changed comes over the line. */
export function usePageData({
  id,
  content,
  division,
  window,
  draft,
  enabled = true,
  key = 0,
}: Asked): PageData {
  const [state, setState] = useState(none)
  const { refreshSeconds } = content
  // biome-ignore lint/correctness/useExhaustiveDependencies: another key reads anew
  useEffect(() => {
    if (!enabled) return
    const stop = new AbortController()
    let since = 0
    const data = new Map<string, ComponentData>()
    setState(none)
    const read = async () => {
      try {
        const query = {
          ...(division ? { division } : {}),
          ...(window ? { window } : {}),
          ...(draft ? { draft } : {}),
          since,
        }
        const raw: unknown = await client.call(getPageData, { params: { id }, query, signal: stop.signal })
        const answer = JSON.parse(new TextDecoder().decode(raw as Uint8Array)) as Answer
        since = answer.revision
        for (const one of answer.components) data.set(one.component, one)
        setState({ data: new Map(data), cutOffTime: answer.cutOffTime, error: null })
      } catch (error) {
        if (!stop.signal.aborted) setState((former) => ({ ...former, error: error as Error }))
      }
    }
    void read()
    const timer = setInterval(read, refreshSeconds * 1000)
    return () => {
      stop.abort()
      clearInterval(timer)
    }
  }, [id, division, window, draft, enabled, refreshSeconds, key])
  return state
}
