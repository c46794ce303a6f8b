import { getMe, type Me } from '@civitas/sdk'
import { Loading } from '@civitas/ui'
import type { ReactNode } from 'react'
import { ProblemView } from '../../app/problem-view.tsx'
import { useKeptRead } from './queue/use-kept-read.ts'

/** Gives the signed-in user to its children; without a line, the one this phone knows. */
export function WithKeptMe({ children }: { children: (me: Me) => ReactNode }) {
  const read = useKeptRead(getMe, {}, { staleMs: 300_000 })
  if (read.data) return children(read.data)
  return read.error ? <ProblemView error={read.error} onRetry={read.refetch} /> : <Loading />
}
