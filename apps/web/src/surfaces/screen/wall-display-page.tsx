import { getWall } from '@civitas/sdk'
import { Loading } from '@civitas/ui'
import { useEffect, useState } from 'react'
import { useParams } from 'react-router'
import { useLive } from '../../app/live.ts'
import { ProblemView } from '../../app/problem-view.tsx'
import { refresh, useRead } from '../../app/query.ts'
import { CockpitScreen } from './cockpit-page.tsx'

/** One display of a wall, an ordinary page: it shows what the scene gives it and switches by itself. */
export function WallDisplayPage() {
  const { wall = '', display = '1' } = useParams()
  const read = useRead(getWall, { params: { id: wall } }, { everyMs: 30_000 })
  const [turn, setTurn] = useState(0)
  useLive(['indicators'], (message) => {
    if ((message.body as { wall?: { id: string } } | null)?.wall?.id === wall) refresh(getWall)
  })
  const shown =
    read.data?.scene.displays.find((one) => one.display === Number(display)) ?? read.data?.scene.displays[0]
  const seconds = shown?.seconds ?? 30
  useEffect(() => {
    const timer = setInterval(() => setTurn((now) => now + 1), seconds * 1000)
    return () => clearInterval(timer)
  }, [seconds])
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const page = shown?.pages[turn % shown.pages.length]
  return page ? <CockpitScreen key={page} id={page} /> : <Loading />
}
