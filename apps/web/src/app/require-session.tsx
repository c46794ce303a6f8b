import { getMe, type Me } from '@civitas/sdk'
import { Loading, ThemeRoot, useTexts } from '@civitas/ui'
import type { ReactNode } from 'react'
import { ProblemView } from './problem-view.tsx'
import { useRead } from './query.ts'
import { type Session, setSession, useSession } from './session.ts'
import { SignInPage } from './sign-in-page.tsx'
import { signOnTexts } from './sign-on.texts.ts'
import { StepUp } from './step-up.tsx'

/** Shows its children to people who are signed in, and the sign-in to others. */
export function RequireSession({ children }: { children: ReactNode }) {
  const session = useSession()
  if (!session) return <SignInPage />
  if (session.furtherFactor?.length) return <FurtherFactor session={session} />
  return children
}

/** A sign-in from a new device waits here for the second factor of the person. */
function FurtherFactor({ session }: { session: Session }) {
  const { stepTitle } = useTexts(signOnTexts)
  const { furtherFactor, ...whole } = session
  return (
    <ThemeRoot theme="light">
      <main style={{ maxWidth: '26rem', margin: '15vh auto 0', padding: '1rem' }}>
        <h1>{stepTitle}</h1>
        <StepUp kinds={furtherFactor ?? []} onDone={() => setSession(whole)} />
      </main>
    </ThemeRoot>
  )
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
