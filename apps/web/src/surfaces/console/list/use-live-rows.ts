import type { AnyOperation, LiveTopic, Page } from '@civitas/sdk'
import { useState } from 'react'
import { useLive } from '../../../app/live.ts'
import { queryClient } from '../../../app/query.ts'
import { putInPlace } from './live-page.ts'

interface Row {
  id: string
}

/**
 * Keeps the lists of an operation alive: rows that changed take their new state in place, rows nobody shows yet are
 * counted. Answers how many are waiting and a function that reads the list anew and shows them.
 */
export function useLiveRows<T extends Row>(
  topic: LiveTopic,
  operation: AnyOperation,
  toRow: (body: unknown) => { row: T; isNew: boolean } | null,
): { waiting: number; show: () => void } {
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set())
  useLive([topic], (message) => {
    const news = message.topic === 'gap' ? null : toRow(message.body)
    if (!news) return
    queryClient.setQueriesData<Page<T>>({ queryKey: [operation.id] }, (page) =>
      page?.items ? putInPlace(page, news.row) : page,
    )
    if (news.isNew) setFresh((former) => new Set(former).add(news.row.id))
  })
  return {
    waiting: fresh.size,
    show: () => {
      setFresh(new Set())
      void queryClient.invalidateQueries({ queryKey: [operation.id] })
    },
  }
}
