import { listGridStaff, listGrids } from '@civitas/sdk'
import { useRead } from '../../../app/query.ts'
import { useMe } from '../../../app/require-session.tsx'

/** A community is the first twelve digits of the code of a grid. */
const COMMUNITY_DIGITS = 12

/** The community to open with: of the grid one is posted to, else the first one sees; undefined until known. */
export function useOwnCommunity(isAsked: boolean): string | undefined {
  const me = useMe()
  const posts = useRead(
    listGridStaff,
    { query: { search: me?.user.name ?? '', limit: 20 } },
    { enabled: isAsked && me !== undefined, staleMs: 600_000 },
  )
  const grids = useRead(listGrids, { query: { limit: 1 } }, { enabled: isAsked, staleMs: 600_000 })
  if (!posts.data && !posts.isError) return undefined
  const own = posts.data?.items.find((one) => one.userId === me?.user.id)?.divisionCode
  return (own ?? grids.data?.items[0]?.code)?.slice(0, COMMUNITY_DIGITS)
}
