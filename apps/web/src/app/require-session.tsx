import { getMe, type Me } from '@civitas/sdk'
import { Loading } from '@civitas/ui'
import type { ReactNode } from 'react'
import { ProblemView } from './problem-view.tsx'
import { useRead } from './query.ts'
import { useSession } from './session.ts'
import { SignInPage } from './sign-in-page.tsx'

/** Shows its children to people who are signed in, and the sign-in to others. */
export function RequireSession({ children }: { children: ReactNode }) {
  return useSession() ? children : <SignInPage />
}

/** The signed-in user with permissions and scope; undefined until read. */
export function useMe(): Me | undefined {
  const session = useSession()
  return useRead(getMe, {}, { enabled: session !== null, staleMs: 300_000 }).data
}

/** Gives the signed-in user to its children once read. */
export function WithMe({ children }: { children: (me: Me) => ReactNode }) {
  const me = useRead(getMe, {}, { staleMs: 300_000 })
  if (me.data) return children(me.data)
  return me.isError ? <ProblemView error={me.error} onRetry={() => void me.refetch()} /> : <Loading />
}
