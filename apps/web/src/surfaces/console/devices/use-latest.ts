import type { LatestValue } from '@civitas/sdk'
import { useState } from 'react'
import { useLive } from '../../../app/live.ts'
import { toRows } from '../../../widgets/city-map/latest-feed.ts'

type Reading = Pick<LatestValue, 'value' | 'time' | 'quality'>

/** The latest values of an entity, kept up to date by the live channel. */
export function useLatest(entityId: string, read: LatestValue[]): LatestValue[] {
  const [news, setNews] = useState<ReadonlyMap<number, Reading>>(new Map())
  useLive(
    ['latest'],
    (message) => {
      const rows = toRows(message.body).filter((row) => row.entityId === entityId)
      if (rows.length > 0)
        setNews((former) => new Map([...former, ...rows.map((row) => [row.datastreamId, row] as const)]))
    },
    { entities: [entityId] },
  )
  return read.map((each) => {
    const newer = news.get(each.datastreamId)
    if (!newer || (each.time && newer.time && newer.time < each.time)) return each
    return { ...each, value: newer.value, time: newer.time, quality: newer.quality }
  })
}
