import type { Analysis } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Tabs } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { Page } from '../parts/page.tsx'
import { ModelPanel } from './model-panel.tsx'
import { QueryLog } from './query-log.tsx'
import { QueryPanel } from './query-panel.tsx'
import { SavedList } from './saved-list.tsx'
import { workbenchTexts } from './workbench.texts.ts'

/** 数据分析: queries, saved analyses and common models over what one may use (PLT-067). */
export function WorkbenchPage() {
  const texts = useTexts(workbenchTexts)
  const [search, setSearch] = useSearchParams()
  const [opened, setOpened] = useState<Analysis>()
  const open = (analysis: Analysis) => {
    setOpened(analysis)
    setSearch({}, { replace: true })
  }
  return (
    <Page title={texts.title} under={texts.under}>
      <Tabs
        activeKey={search.get('tab') ?? 'query'}
        onChange={(tab) => setSearch({ tab }, { replace: true })}
        destroyOnHidden={false}
        items={[
          {
            key: 'query',
            label: texts.tabs.query,
            children: <QueryPanel key={opened?.id} opened={opened} />,
          },
          { key: 'saved', label: texts.tabs.saved, children: <SavedList onOpen={open} /> },
          { key: 'models', label: texts.tabs.models, children: <ModelPanel /> },
          { key: 'log', label: texts.tabs.log, children: <QueryLog /> },
        ]}
      />
    </Page>
  )
}
