import type { PermissionName } from '@civitas/sdk'

export type PageName =
  | 'overview'
  | 'events'
  | 'cases'
  | 'devices'
  | 'credentials'
  | 'ingest'
  | 'entities'
  | 'indicators'
  | 'users'
  | 'organisations'
  | 'audit'
  | 'platform'
  | 'trace'

interface NavGroup {
  id: 'duty' | 'city' | 'measure' | 'system'
  pages: { name: PageName; needs: PermissionName | null }[]
}

const groups: NavGroup[] = [
  {
    id: 'duty',
    pages: [
      { name: 'overview', needs: null },
      { name: 'events', needs: 'events.read' },
      { name: 'cases', needs: 'cases.read' },
    ],
  },
  {
    id: 'city',
    pages: [
      { name: 'devices', needs: 'sensing.read' },
      { name: 'credentials', needs: 'sensing.credentials' },
      { name: 'ingest', needs: 'sensing.read' },
      { name: 'entities', needs: 'entities.read' },
    ],
  },
  { id: 'measure', pages: [{ name: 'indicators', needs: 'indicators.read' }] },
  {
    id: 'system',
    pages: [
      { name: 'users', needs: 'identity.read' },
      { name: 'organisations', needs: 'identity.read' },
      { name: 'audit', needs: 'identity.audit' },
      { name: 'platform', needs: 'platform.operate' },
      { name: 'trace', needs: 'platform.trace' },
    ],
  },
]

/** The pages a person may open, in their groups; groups without a page are left out. */
export function pagesFor(permissions: readonly string[]): NavGroup[] {
  return groups
    .map((group) => ({
      ...group,
      pages: group.pages.filter((page) => page.needs === null || permissions.includes(page.needs)),
    }))
    .filter((group) => group.pages.length > 0)
}

/** Address of a page; the overview is the console itself. */
export function pagePath(name: PageName): string {
  return name === 'overview' ? '/console' : `/console/${name}`
}
