import { Tabs } from 'antd'
import type { ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import { Page } from '../parts/page.tsx'

/** A page of several lists, one shown at a time; which one is in the address. */
export function TabsPage({
  title,
  tabs,
}: {
  title: string
  tabs: ReadonlyArray<{ key: string; label: string; children: ReactNode }>
}) {
  const [search, setSearch] = useSearchParams()
  return (
    <Page title={title}>
      <Tabs
        destroyOnHidden
        activeKey={search.get('tab') ?? tabs[0]?.key}
        onChange={(tab) => setSearch({ tab }, { replace: true })}
        items={[...tabs]}
      />
    </Page>
  )
}

/** Words of a list as choices of a field. */
export function toChoices(words: Record<string, string>): Array<{ value: string; label: string }> {
  return Object.entries(words).map(([value, label]) => ({ value, label }))
}
