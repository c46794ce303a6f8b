import { ErrorState, useTexts } from '@civitas/ui'
import { Tabs } from 'antd'
import type { ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import { appTexts } from '../../../app/app.texts.ts'
import { Page } from '../parts/page.tsx'

/** A page of several lists, one shown at a time; which one is in the address. Without any, none is meant for this person. */
export function TabsPage({
  title,
  tabs,
}: {
  title: string
  tabs: ReadonlyArray<{ key: string; label: string; children: ReactNode }>
}) {
  const [search, setSearch] = useSearchParams()
  const { forbidden } = useTexts(appTexts)
  const asked = search.get('tab')
  if (tabs.length === 0)
    return (
      <Page title={title}>
        <ErrorState title={forbidden} />
      </Page>
    )
  return (
    <Page title={title}>
      <Tabs
        destroyOnHidden
        activeKey={tabs.some((one) => one.key === asked) ? (asked ?? undefined) : tabs[0]?.key}
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
