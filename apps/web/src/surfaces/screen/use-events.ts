import { type CityEvent, type LiveMessage, listEvents, type Page } from '@civitas/sdk'
import { useCallback, useMemo, useState } from 'react'
import { useLive } from '../../app/live.ts'
import { queryClient, useRead } from '../../app/query.ts'
import { useTimeWindow } from '../../app/time-window.ts'
import { byChange, byLevel, isInForce, putEvent, toEventNews } from '../../lib/event-list.ts'

const ACTIVE_LIMIT = 200
const STREAM_LIMIT = 60

/** Events the wall shows, kept new by the live channel. */
export function useEvents() {
  const { range } = useTimeWindow()
  const activeInput = useMemo(() => ({ query: { active: true, limit: ACTIVE_LIMIT } }), [])
  const streamInput = useMemo(
    () => ({ query: { from: range.from, to: range.to, limit: STREAM_LIMIT } }),
    [range.from, range.to],
  )
  const active = useRead(listEvents, activeInput, { everyMs: 60_000 })
  const stream = useRead(listEvents, streamInput, { keepPrevious: true })
  const [news, setNews] = useState<{ act: string; event: CityEvent } | null>(null)
  const onMessage = useCallback(
    (message: LiveMessage) => {
      const heard = toEventNews(message.body)
      if (!heard) return
      setNews(heard)
      const put = (input: object, keep: (event: CityEvent) => boolean, limit: number) =>
        queryClient.setQueryData<Page<CityEvent>>([listEvents.id, input], (page) =>
          page ? putEvent(page, heard.event, keep, limit) : page,
        )
      put(activeInput, isInForce, ACTIVE_LIMIT)
      put(streamInput, () => true, STREAM_LIMIT)
    },
    [activeInput, streamInput],
  )
  useLive(['events'], onMessage)
  const warnings = useMemo(() => (active.data?.items ?? []).filter(isInForce).sort(byLevel), [active.data])
  const latest = useMemo(() => [...(stream.data?.items ?? [])].sort(byChange), [stream.data])
  return { active, stream, warnings, latest, news }
}
