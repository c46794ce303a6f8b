import { getMe } from '@civitas/sdk'
import { useRead } from '../../app/query.ts'
import { useSession } from '../../app/session.ts'

/** Whether the person at the site reviews what the public sends. */
export function useMayReview(): boolean {
  const session = useSession()
  const me = useRead(getMe, {}, { enabled: session !== null, staleMs: 300_000 })
  return session !== null && (me.data?.permissions.includes('data.review') ?? false)
}
